import { z } from 'zod';
import { defineEndpoints } from './endpoint';
import { meetingFilters } from './history';
import { markAuthorSchema, markKindSchema } from './marks';
import { cursorSchema, idSchema, instantSchema, limitSchema, searchSchema } from './text';

/** Code points of a query. */
export const MAX_QUERY_LENGTH = 200;

/** What a hit is: a line, a mark with a wording of its own, the reader's note, or a name. */
export const hitKindSchema = z.enum(['title', 'room', 'person', 'note', 'line', 'mark']);
export type HitKind = z.infer<typeof hitKindSchema>;

/** A place in a record that matches a query. */
export const hitSchema = z.strictObject({
  meetingId: idSchema,
  meeting: z.strictObject({
    /** The title of the meeting, or else the name of its room. */
    title: z.string(),
    roomCode: z.string(),
    startedAt: instantSchema,
  }),
  kind: hitKindSchema,
  /** Of a line and of a mark. */
  lineId: idSchema.optional(),
  markKind: markKindSchema.optional(),
  /** When the line was written; of names and notes, when the meeting started. */
  at: instantSchema,
  /** Who wrote the line or set the mark. */
  speaker: markAuthorSchema.optional(),
  /** The text; a long one is cut around the first words that match. */
  text: z.string(),
  /** What matches in `text`: from and to (exclusive), in UTF-16 units. */
  highlights: z.array(z.tuple([z.number().int().nonnegative(), z.number().int().positive()])),
  /** Whether this meeting has more hits than the search shows; on its last hit. */
  hasMore: z.literal(true).optional(),
  /** The first line with a further hit, if it is not the line of a hit that is shown; with `hasMore`. */
  moreLineId: idSchema.optional(),
});
export type Hit = z.infer<typeof hitSchema>;

export const searchEndpoints = defineEndpoints({
  search: {
    method: 'GET',
    path: '/search',
    access: 'account',
    scope: 'records:read',
    summary:
      'Search the records that you may read: names, rooms, titles, your notes, lines and marks. All words must match, whatever their case and diacritics; "exact phrases" stand in quotes. Hits come by meeting, latest meeting first. A page may be empty although a cursor follows.',
    query: z.strictObject({
      q: searchSchema(MAX_QUERY_LENGTH),
      ...meetingFilters,
      cursor: cursorSchema.optional(),
      limit: limitSchema,
    }),
    response: z.strictObject({
      hits: z.array(hitSchema),
      nextCursor: z.string().nullable(),
    }),
    status: 200,
  },
});
