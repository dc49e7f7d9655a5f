import { z } from 'zod';

/** A STUN or TURN server, the shape of RTCIceServer (W3C WebRTC 4.2.1). */
export const iceServerSchema = z.strictObject({
  urls: z.array(z.string()),
  username: z.string().optional(),
  credential: z.string().optional(),
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
