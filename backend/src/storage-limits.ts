import { createQuota } from './platform/quota';

const DAY_SECONDS = 24 * 3600;

/**
 * About 16,000 lines: more than people write in a day-long meeting, and little enough to read and
 * export.
 */
const CHAT_BYTES_PER_MEETING = 15_000_000;

/** About 3,000 lines, or 250 of the longest messages: more than anybody writes by hand. */
const CHAT_BYTES_PER_ACCOUNT_AND_DAY = 3_000_000;

/**
 * A user who is alone in a room, leaves and joins again starts another meeting, so the limit is far
 * above the meetings that a user has in a day. Rooms have no such limit: it would allow anybody who
 * has the link to lock out everybody else.
 */
const MEETINGS_PER_ACCOUNT_AND_DAY = 200;

/**
 * Some 200 meetings whose chat is full, or 100,000 usual ones. One owner's records cannot fill the disk
 * of a small server.
 */
const RECORD_BYTES_PER_OWNER = 1_000_000_000;

/** Creates all limits of what may be stored. `factor` (STORAGE_LIMIT_FACTOR) multiplies each. */
export function createStorageLimits(factor: number) {
  return {
    chatBytesPerMeeting: CHAT_BYTES_PER_MEETING * factor,
    /** Bytes of the records of all rooms of an owner. */
    recordBytesPerOwner: RECORD_BYTES_PER_OWNER * factor,
    /** Bytes of chat by user. */
    chatOfDay: createQuota(CHAT_BYTES_PER_ACCOUNT_AND_DAY * factor, DAY_SECONDS),
    /** Meetings by the user who started them. */
    meetingsOfDay: createQuota(
      Math.max(1, Math.round(MEETINGS_PER_ACCOUNT_AND_DAY * factor)),
      DAY_SECONDS,
    ),
  };
}
