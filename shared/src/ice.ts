import { z } from 'zod';
import { defineCommands } from './socket-contract';

/**
 * A STUN or TURN server in the form of `RTCIceServer` (W3C WebRTC 4.2.1). `refreshAfterSeconds` is
 * the time after which the client should ask for new credentials.
 */
export const iceServerSchema = z.strictObject({
  urls: z.array(z.string()),
  username: z.string().optional(),
  credential: z.string().optional(),
  refreshAfterSeconds: z.number().int().positive().optional(),
});
export type IceServer = z.infer<typeof iceServerSchema>;

/** More than a client can have in the time between two reports. */
const countSchema = z.number().int().min(0).max(1_000);

/** How the ICE connections of a client fared since its last report. Numbers only. */
export const iceReportSchema = z.strictObject({
  /** Initial connects without a relay. */
  direct: countSchema,
  /** Initial connects over a relay at either end. */
  relay: countSchema,
  /** Initial connects that have timed out. */
  timedOut: countSchema,
  /** Established connections on which nothing arrived any more. */
  lost: countSchema,
});
export type IceReport = z.infer<typeof iceReportSchema>;

export const iceCommands = defineCommands({
  'ice:refresh': {
    summary:
      'Get ICE servers with fresh TURN credentials, before an ICE restart or after `refreshAfterSeconds`.',
    rate: 'state',
    payload: z.strictObject({}),
    ack: z.strictObject({ iceServers: z.array(iceServerSchema) }),
  },
  'ice:report': {
    summary: 'Report how the ICE connections in the meeting fared since the last report.',
    rate: 'state',
    payload: iceReportSchema,
    ack: z.strictObject({}),
  },
});
