import { z } from 'zod';
import { activitySchema } from './activities';
import { participantConnectionSchema } from './connections';
import { defineEndpoints } from './endpoint';
import { attendanceSchema } from './history';
import { hostActionSchema } from './host-controls';
import { conversationLineSchema } from './lines';
import { daySchema, markSchema } from './marks';
import { endReasonSchema } from './meetings';
import { roomCodeInputSchema } from './rooms';
import { idSchema, instantSchema } from './text';

/** The formats in which one record can be exported. */
export const exportFormatSchema = z.enum(['md', 'json', 'csv']);
export type ExportFormat = z.infer<typeof exportFormatSchema>;

/** An IANA time zone that this server knows, such as `Europe/Berlin`. */
export const timeZoneSchema = z
  .string()
  .max(64)
  .refine((zone) => isKnown(() => new Intl.DateTimeFormat('en', { timeZone: zone })), {
    error: 'Not a time zone',
  });

/** A BCP 47 language tag, such as `de` or `en-GB`. Dates and times are written by its rules. */
export const localeSchema = z
  .string()
  .max(35)
  .refine((tag) => isKnown(() => Intl.getCanonicalLocales(tag)), { error: 'Not a language' });

function isKnown(run: () => unknown): boolean {
  try {
    run();
    return true;
  } catch {
    return false;
  }
}

/** How many days one attendance list can cover. */
export const MAX_ATTENDANCE_DAYS = 400;

/** A person in the exported record. */
const exportedPersonSchema = attendanceSchema.omit({ isMe: true });

/**
 * The record of a meeting as a JSON file. `version` grows when a field changes its meaning or
 * disappears; new fields do not change it.
 */
export const recordExportSchema = z.strictObject({
  format: z.literal('parley-record'),
  version: z.literal(1),
  exportedAt: instantSchema,
  meeting: z.strictObject({
    id: idSchema,
    /** The title of the meeting, or else the name of its room at that time. */
    title: z.string(),
    room: z.strictObject({ code: z.string(), name: z.string() }),
    startedAt: instantSchema,
    /** Null while the meeting runs. */
    endedAt: instantSchema.nullable(),
    durationSeconds: z.number().int().nonnegative(),
    endReason: endReasonSchema.nullable(),
  }),
  /** Set if the reader may read only a part: until a host removed them. */
  isPartial: z.literal(true).optional(),
  /** In the order of joining. */
  people: z.array(exportedPersonSchema),
  /** In the order of their lines. */
  marks: z.array(markSchema),
  hostActions: z.array(hostActionSchema),
  activities: z.array(activitySchema),
  connections: z.array(participantConnectionSchema),
  /** The conversation, oldest line first. */
  lines: z.array(conversationLineSchema),
});
export type RecordExport = z.infer<typeof recordExportSchema>;

/** A part of a file name: letters and digits of all scripts, and hyphens. */
function slug(text: string): string {
  const words = text
    .normalize('NFC')
    .toLowerCase()
    .match(/[\p{L}\p{M}\p{N}]+/gu);
  return Array.from(words?.join('-') ?? '')
    .slice(0, 60)
    .join('');
}

/**
 * Names the file of an export: `2026-12-01-weekly.md`. It has no characters that a file system, a
 * shell or a header gives a meaning to.
 * @param day as in {@link daySchema}
 */
export const exportFileName = (day: string, title: string, format: ExportFormat): string =>
  `${[day, slug(title)].filter(Boolean).join('-')}.${format}`;

const zoneField = timeZoneSchema.default('UTC');

export const exportEndpoints = defineEndpoints({
  exportMeeting: {
    method: 'GET',
    path: '/meetings/:id/export',
    access: 'account',
    scope: 'records:read',
    summary:
      'Download the record of a meeting that you attended or whose room you own: as Markdown, as JSON, or the attendance as CSV. A person whom a host removed gets the part until then.',
    params: z.strictObject({ id: idSchema }),
    query: z.strictObject({
      format: exportFormatSchema,
      /** Of the local times in Markdown and CSV. */
      timeZone: zoneField,
      /** Of the dates and times in Markdown. */
      locale: localeSchema.default('en-GB'),
    }),
    response: recordExportSchema,
    isStreamed: true,
    otherMediaTypes: ['text/markdown', 'text/csv'],
    status: 200,
    errors: ['NOT_FOUND', 'MEETING_RUNNING'],
  },
  exportAttendance: {
    method: 'GET',
    path: '/rooms/:code/attendance',
    access: 'account',
    scope: 'records:read',
    summary:
      'Download who attended the meetings of a room that you own, as CSV: one row for each person and meeting that began in these days. Meetings that run without you are not in it.',
    params: z.strictObject({ code: roomCodeInputSchema }),
    query: z
      .strictObject({
        /** The first and the last day, in the time zone. */
        from: daySchema,
        to: daySchema,
        timeZone: zoneField,
      })
      .refine(({ from, to }) => from <= to, {
        path: ['to'],
        error: 'Must not be before the first day',
      })
      .refine(({ from, to }) => daysBetween(from, to) < MAX_ATTENDANCE_DAYS, {
        path: ['to'],
        error: `At most ${MAX_ATTENDANCE_DAYS} days`,
      }),
    isStreamed: true,
    otherMediaTypes: ['text/csv'],
    status: 200,
    errors: ['NOT_FOUND'],
  },
});

const daysBetween = (from: string, to: string): number =>
  (Date.parse(to) - Date.parse(from)) / 86_400_000;
