import { z } from 'zod';
import { instanceIdSchema } from './signaling';
import { idSchema, instantSchema } from './text';

/** What a person lets others see and hear, and whether a hand is up. */
export const mediaStateSchema = z.strictObject({
  microphone: z.boolean(),
  camera: z.boolean(),
  screen: z.boolean(),
  hand: z.boolean(),
});
export type MediaState = z.infer<typeof mediaStateSchema>;

export const nameNumberSchema = z.number().int().min(2);

/** How somebody is named in a meeting: `Camille Martin`, or `Camille Martin (2)`. */
export function nameLabel({
  displayName,
  nameNumber,
}: {
  displayName: string;
  nameNumber?: number | undefined;
}): string {
  return nameNumber === undefined ? displayName : `${displayName} (${nameNumber})`;
}

/** One person in one running meeting. `id` stays the same over reconnects and reloads. */
export const participantSchema = z.strictObject({
  id: idSchema,
  instanceId: instanceIdSchema,
  displayName: z.string(),
  /** Tells people of equal names in one meeting apart, also in its record; the first has none. */
  nameNumber: nameNumberSchema.optional(),
  isOwner: z.boolean(),
  joinedAt: instantSchema,
  /**
   * Grows with every new instance that joins the meeting. In each pair the one with the higher
   * order makes the first offer and is the polite peer.
   */
  joinSeq: z.number().int().nonnegative(),
  media: mediaStateSchema,
  /** `reconnecting`: the socket is lost, the seat is still held. */
  connection: z.enum(['connected', 'reconnecting']),
});
export type Participant = z.infer<typeof participantSchema>;

/** What the page before joining may know about somebody who is in the meeting. */
export const presentParticipantSchema = participantSchema.pick({
  id: true,
  instanceId: true,
  displayName: true,
  nameNumber: true,
});
export type PresentParticipant = z.infer<typeof presentParticipantSchema>;
