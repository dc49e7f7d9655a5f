import { createQuota } from './platform/quota';

const DAY_SECONDS = 24 * 3600;

/** Ids, times, names and index entries of a message, which a short one needs as much as a long one. */
export const MESSAGE_OVERHEAD_BYTES = 250;

/**
 * Some 16,000 lines: more than people write in a day-long meeting, and still read and exported
 * without trouble.
 */
const CHAT_BYTES_PER_MEETING = 5_000_000;

/** Some 3,000 lines, or 250 of the longest messages: nobody writes that much by hand. */
const CHAT_BYTES_PER_ACCOUNT_AND_DAY = 1_000_000;

/**
 * Everybody who is alone in a room, leaves and comes back begins another meeting, so this is far
 * more than the meetings that somebody has in a day. There is no such limit for a room: with it,
 * anybody who has the link could keep everybody else out.
 */
const MEETINGS_PER_ACCOUNT_AND_DAY = 200;

export type StorageLimits = ReturnType<typeof createStorageLimits>;

/** How much may be stored; `factor` (STORAGE_LIMIT_FACTOR) widens all of it together. */
export function createStorageLimits(factor: number) {
  return {
    chatBytesPerMeeting: CHAT_BYTES_PER_MEETING * factor,
    /** Bytes of chat by account. */
    chatOfDay: createQuota(CHAT_BYTES_PER_ACCOUNT_AND_DAY * factor, DAY_SECONDS),
    /** Meetings by the account that began them. */
    meetingsOfDay: createQuota(
      Math.max(1, Math.round(MEETINGS_PER_ACCOUNT_AND_DAY * factor)),
      DAY_SECONDS,
    ),
  };
}
