import { z } from 'zod';

/**
 * Control characters and the bidirectional overrides that can make a name or a link read as
 * something else (Unicode TR36, "Trojan Source"). Line feed and tab are allowed in chat only.
 */
const UNSAFE_IN_LINE = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u;
const UNSAFE_IN_TEXT =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u;

/** One visible line of at most `max` characters, trimmed. */
export const lineSchema = (max: number) =>
  z
    .string()
    .trim()
    .min(1, 'Must not be empty')
    .max(max, `At most ${max} characters`)
    .refine((text) => !UNSAFE_IN_LINE.test(text), 'Contains characters that cannot be shown');

/** Text of several lines; carriage returns are normalised away. */
export const textSchema = (max: number) =>
  z
    .string()
    .transform((text) => text.replaceAll('\r\n', '\n').trim())
    .pipe(
      z
        .string()
        .min(1, 'Must not be empty')
        .max(max, `At most ${max} characters`)
        .refine((text) => !UNSAFE_IN_TEXT.test(text), 'Contains characters that cannot be shown'),
    );

export const displayNameSchema = lineSchema(64);

/** A MongoDB ObjectId in hexadecimal. */
export const idSchema = z.string().regex(/^[0-9a-f]{24}$/, 'Not an id');

/** An instant, ISO 8601 in UTC. */
export const instantSchema = z.iso.datetime();

/** Opaque position in a list; made by the server, bounded so that it cannot carry a payload. */
export const cursorSchema = z
  .string()
  .max(200)
  .regex(/^[\w-]+$/, 'Not a cursor');

/** Page size of a list, given as text in a query. */
export const limitSchema = z.coerce.number().int().min(1).max(100).default(20);
