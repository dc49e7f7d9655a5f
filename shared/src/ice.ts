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

export const iceCommands = defineCommands({
  'ice:refresh': {
    summary:
      'Get ICE servers with fresh TURN credentials, before an ICE restart or after `refreshAfterSeconds`.',
    rate: 'state',
    payload: z.strictObject({}),
    ack: z.strictObject({ iceServers: z.array(iceServerSchema) }),
  },
});
