import { z } from 'zod';
import { idSchema, instantSchema } from './text';

/** What participants did, besides joining, leaving, writing and what hosts do. */
export const activityKindSchema = z.enum([
  'share_started',
  'share_stopped',
  'hand_raised',
  'hand_lowered',
  'renamed',
  /** The seat waited for a participant who had disconnected, and they came back. */
  'reconnected',
]);
export type ActivityKind = z.infer<typeof activityKindSchema>;

/** One activity of a participant in a meeting. */
export const activitySchema = z.strictObject({
  id: idSchema,
  at: instantSchema,
  kind: activityKindSchema,
  participantId: idSchema,
  /** With `renamed`: the label before and the label after (`nameLabel`). */
  names: z.strictObject({ before: z.string(), after: z.string() }).optional(),
  /** With `reconnected`: when the participant had disconnected. */
  since: instantSchema.optional(),
});
export type Activity = z.infer<typeof activitySchema>;

/** How many activities the record of a meeting keeps; later ones happen, but are not recorded. */
export const MAX_ACTIVITIES = 5_000;
