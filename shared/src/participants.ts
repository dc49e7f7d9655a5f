import { z } from 'zod';
import { roleSchema } from './roles';
import { instanceIdSchema } from './signaling';
import { idSchema, instantSchema } from './text';

/** Which sources a participant sends, and whether their hand is raised. */
export const mediaStateSchema = z.strictObject({
  microphone: z.boolean(),
  camera: z.boolean(),
  screen: z.boolean(),
  hand: z.boolean(),
});
export type MediaState = z.infer<typeof mediaStateSchema>;

/** Tells participants with equal names in one meeting apart; the first of them has no number. */
export const nameNumberSchema = z.number().int().min(2);

/** Returns the label of a participant: `Camille Martin` or `Camille Martin (2)`. */
export function nameLabel({
  displayName,
  nameNumber,
}: {
  displayName: string;
  nameNumber?: number | undefined;
}): string {
  return nameNumber === undefined ? displayName : `${displayName} (${nameNumber})`;
}

/** A user in a running meeting. `id` survives reconnects and reloads. */
export const participantSchema = z.strictObject({
  id: idSchema,
  instanceId: instanceIdSchema,
  displayName: z.string(),
  nameNumber: nameNumberSchema.optional(),
  isOwner: z.boolean(),
  role: roleSchema,
  joinedAt: instantSchema,
  /**
   * Grows with every instance that joins the meeting. It is a fencing token: an instance with a
   * lower number cannot take a seat back. The higher number of a pair makes the first offer and is
   * the polite peer.
   */
  joinSeq: z.number().int().nonnegative(),
  media: mediaStateSchema,
  /** Present if a host does not let the participant turn the microphone on. */
  cannotUnmute: z.literal(true).optional(),
  /** `reconnecting`: the socket has disconnected, and the seat lease still runs. */
  connection: z.enum(['connected', 'reconnecting']),
});
export type Participant = z.infer<typeof participantSchema>;

/** What clients in the lobby see of a participant. */
export const presentParticipantSchema = participantSchema
  .pick({ id: true, instanceId: true, displayName: true, nameNumber: true })
  .extend({ role: roleSchema.optional() });
export type PresentParticipant = z.infer<typeof presentParticipantSchema>;
