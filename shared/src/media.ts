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
  renewAfterSeconds: z.number().int().positive().optional(),
});
export type IceServer = z.infer<typeof iceServerSchema>;

/** What a person lets others see and hear, and whether a hand is up. */
export const mediaStateSchema = z.strictObject({
  microphone: z.boolean(),
  camera: z.boolean(),
  screen: z.boolean(),
  hand: z.boolean(),
});
export type MediaState = z.infer<typeof mediaStateSchema>;

export const mediaCommands = defineCommands({
  'ice:renew': {
    summary:
      'ICE servers with fresh TURN credentials; before an ICE restart and before the old ones run out (`renewAfterSeconds`).',
    policy: 'account',
    rate: 'state',
    payload: z.strictObject({}),
    ack: z.strictObject({ iceServers: z.array(iceServerSchema) }),
  },
});
