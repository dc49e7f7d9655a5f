import { z } from 'zod';
import { defineEndpoints } from './endpoint';

/**
 * How long the records of a room's meetings are kept: 30 days, one year, or until somebody deletes
 * them. `outline`: a record has only the room, the times and the number of people, for as long as the
 * server runs. A meeting has the retention that its room had when it began.
 */
export const retentionSchema = z.enum(['days30', 'year', 'forever', 'outline']);
export type Retention = z.infer<typeof retentionSchema>;

/** The retention of rooms whose owner chose none. */
export const DEFAULT_RETENTION: Retention = 'forever';

/** Days after the end of a meeting; null: its record is not deleted by itself. */
export const RETENTION_DAYS: Readonly<Record<Retention, number | null>> = {
  days30: 30,
  year: 365,
  forever: null,
  outline: null,
};

/** What stands for the name of the one attendee that an outline shows: the reader. */
export const OUTLINE_NAME = 'You';

/** From this share of the storage limit on, its owner is told. */
export const STORAGE_REPORTED_FROM = 0.9;

export const storageSchema = z.strictObject({
  /** Bytes of the records of your rooms. */
  usedBytes: z.number().int().nonnegative(),
  limitBytes: z.number().int().positive(),
});
export type Storage = z.infer<typeof storageSchema>;

export const storageEndpoints = defineEndpoints({
  readStorage: {
    method: 'GET',
    path: '/users/me/storage',
    access: 'account',
    summary: 'Read how much space the records of your rooms use, and how much they may.',
    response: z.strictObject({ storage: storageSchema }),
    status: 200,
  },
});
