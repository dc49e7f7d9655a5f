import { z } from 'zod';
import { defineCommands } from './socket-contract';

/**
 * A STUN or TURN server, the shape of RTCIceServer (W3C WebRTC 4.2.1), and when to ask for new
 * credentials, counted from the answer that it came with.
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
      'ICE servers with fresh TURN credentials; before an ICE restart and before the old ones run out (`refreshAfterSeconds`).',
    policy: 'account',
    rate: 'state',
    payload: z.strictObject({}),
    ack: z.strictObject({ iceServers: z.array(iceServerSchema) }),
  },
});
