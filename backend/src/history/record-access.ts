import type { AttendanceDocument, MeetingDocument } from '../meetings/meeting.model';
import { AppError } from '../platform/errors';
import { NO_ID, type Id } from '../platform/ids';
import type { HistoryStore } from './history-store';
import type { OwnAttendance } from './list-store';
import {
  createReadingRules,
  isExpired,
  isOutline,
  readableUntil,
  titledUntil,
  type ReadingRulesOptions,
} from './reading-rules';

/** What one account, or the reader of a share link, may read of one meeting. */
export interface Reading<Attendance = AttendanceDocument> {
  /** `NO_ID` for the reader of a share link. */
  readonly readerId: string;
  /**
   * A meeting that seems over has an end here, although it may resume. A title of after `until` is
   * missing.
   */
  readonly meeting: MeetingDocument;
  /** The reader's own attendance; undefined for an owner who was not there. */
  readonly attendance: Attendance | undefined;
  /** Whether the reader owns the record: may rename, share and delete it. */
  readonly isOwner: boolean;
  /** The record is open to the reader by a share only: they read to the end and change nothing. */
  readonly isShared: boolean;
  /** The meeting runs without the reader: only their own attendance is open (docs/decisions/022). */
  readonly isRestricted: boolean;
  /** Until when the reader may read (docs/decisions/065); undefined: to the end. */
  readonly until: Date | undefined;
  /** Only the room, the times and the number of people are left. `until` lies before everything. */
  readonly isOutline: boolean;
}

/** A participant as the record names them. */
export interface RecordParticipant {
  readonly id: string;
  readonly displayName: string;
  readonly nameNumber?: number | undefined;
}

/** An account or a guest that reads a meeting, for what readers may change. */
export interface RecordReader {
  readonly userId: string;
  readonly roomId: string;
  /** As in {@link Reading}. */
  readonly until: Date | undefined;
  /** The reader's participant in the meeting; undefined for a reader who was not there. */
  readonly participant: RecordParticipant | undefined;
  /**
   * Whether the reader may change what belongs to the meeting: they own it, or were there and no
   * host removed them.
   */
  readonly mayChange: boolean;
}

export interface RecordAccessOptions extends ReadingRulesOptions {
  /** Whether the owner of a record shares it with an account. */
  readonly isSharedWith: (meetingId: string, userId: string) => Promise<boolean>;
  /** The share of a link that works; null for any other token. */
  readonly shareOfToken: (
    token: string,
  ) => Promise<{ meetingId: Id; createdBy: Id; expiresAt: Date } | null>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

const BEFORE_EVERYTHING = new Date(0);

export type RecordAccess = ReturnType<typeof createRecordAccess>;

const SHARE_INVALID =
  'This link does not work: it has expired, the owner of the record has revoked it, or it is not complete.';

/**
 * Decides who may read a meeting. Everything that shows a part of a record asks here, each time.
 */
export function createRecordAccess(
  store: Pick<HistoryStore, 'find' | 'findSeveral'>,
  options: RecordAccessOptions,
) {
  const { asSeen, isRestrictedFor } = createReadingRules(options);

  /**
   * Decides what an account may read of a meeting, for lists and searches that have found the meeting
   * and the account's own attendance themselves.
   * @returns null if that is nothing
   */
  function judge<Attendance extends OwnAttendance = AttendanceDocument>(
    readerId: string,
    stored: MeetingDocument,
    attendance: Attendance | undefined,
  ): Reading<Attendance> | null {
    if (isExpired(stored, options.now())) return null;
    const isOwner = stored.ownerId.toString() === readerId;
    if (!isOwner && attendance === undefined) return null;
    const meeting = asSeen(stored);
    const isOver = isOutline(meeting);
    const until = isOver ? BEFORE_EVERYTHING : isOwner ? undefined : readableUntil(attendance);
    return {
      readerId,
      meeting: titledUntil(meeting, until),
      attendance,
      isOwner,
      isShared: false,
      isRestricted: isRestrictedFor(readerId, meeting),
      isOutline: isOver,
      until,
    };
  }

  /** What a share opens: all of an ended record. Null before its end, and when its time is over. */
  function judgeShare(
    readerId: string,
    meeting: MeetingDocument,
    attendance: AttendanceDocument | undefined,
  ): Reading | null {
    if (isExpired(meeting, options.now()) || meeting.openRoomId !== undefined) return null;
    const until = isOutline(meeting) ? BEFORE_EVERYTHING : undefined;
    return {
      readerId,
      meeting: titledUntil(meeting, until),
      attendance,
      isOwner: false,
      isShared: true,
      isRestricted: false,
      isOutline: isOutline(meeting),
      until,
    };
  }

  /**
   * Finds what an account may read of a meeting.
   * @throws {AppError} NOT_FOUND if that is nothing, or the meeting does not exist
   */
  async function find(readerId: string, meetingId: string): Promise<Reading> {
    // Both are asked for every id, so that the time of the answer tells nobody what exists.
    const [{ meeting, attendance: found }, isShared] = await Promise.all([
      store.find(readerId, meetingId),
      options.isSharedWith(meetingId, readerId),
    ]);
    const attendance = found ?? undefined;
    const own = meeting && judge(readerId, meeting, attendance);
    // A share also opens what came after the reader was removed.
    const needsShare = isShared && (own === null || own.until !== undefined);
    const reading = (needsShare && meeting && judgeShare(readerId, meeting, attendance)) || own;
    if (reading === null) throw new AppError('NOT_FOUND');
    return reading;
  }

  return {
    judge,
    find,

    /**
     * Finds what a share link opens, for anybody who has it.
     * @throws {AppError} LINK_INVALID for a token that is unknown, has expired or was revoked
     */
    async openLink(token: string): Promise<{ reading: Reading; expiresAt: Date }> {
      const share = await options.shareOfToken(token);
      const reader = NO_ID.toString();
      const { meeting } =
        share === null ? { meeting: null } : await store.find(reader, share.meetingId.toString());
      const isOwners = meeting !== null && share?.createdBy.equals(meeting.ownerId) === true;
      const reading = isOwners ? judgeShare(reader, meeting, undefined) : null;
      if (share === null || reading === null) {
        throw new AppError('LINK_INVALID', { message: SHARE_INVALID });
      }
      return { reading, expiresAt: share.expiresAt };
    },

    /**
     * Like `find`, for what cannot be read in part.
     * @throws {AppError} NOT_FOUND, or MEETING_RUNNING if the meeting runs without the reader
     */
    async open(readerId: string, meetingId: string): Promise<Reading> {
      const reading = await find(readerId, meetingId);
      if (reading.isRestricted) throw new AppError('MEETING_RUNNING');
      return reading;
    },

    /**
     * Like `open`, for what only the owner of the record may do. To others there is nothing here.
     * @throws {AppError} NOT_FOUND or MEETING_RUNNING
     */
    async own(readerId: string, meetingId: string): Promise<Reading> {
      const reading = await find(readerId, meetingId);
      if (!reading.isOwner) throw new AppError('NOT_FOUND');
      if (reading.isRestricted) throw new AppError('MEETING_RUNNING');
      return reading;
    },

    /**
     * Like `own`, for what is only possible after the end of the meeting: sharing and deleting.
     * @throws {AppError} NOT_FOUND or MEETING_RUNNING
     */
    async ownEnded(readerId: string, meetingId: string): Promise<Reading> {
      const reading = await find(readerId, meetingId);
      if (!reading.isOwner) throw new AppError('NOT_FOUND');
      if (reading.meeting.openRoomId !== undefined) throw new AppError('MEETING_RUNNING');
      return reading;
    },

    /** Those of the meetings of which the account may change the record now. */
    async changeable(readerId: string, meetingIds: readonly string[]): Promise<Reading[]> {
      const found = await store.findSeveral(readerId, meetingIds);
      return found.flatMap(({ meeting, attendance }) => {
        const reading = judge(readerId, meeting, attendance);
        return reading !== null && !reading.isRestricted && mayChange(reading) ? [reading] : [];
      });
    },
  };
}

/**
 * Whether a reader may change what belongs to the meeting, such as its marks. A person whom a host
 * removed, and people with whom the record is only shared, may not. Nobody may change an outline.
 */
export const mayChange = ({ isOwner, isShared, isOutline: isOver, attendance }: Reading): boolean =>
  !isOver &&
  (isOwner || (!isShared && attendance !== undefined && readableUntil(attendance) === undefined));

/** The participant of an attendance. */
export const participantOf = ({
  _id,
  displayName,
  nameNumber,
}: Pick<AttendanceDocument, '_id' | 'displayName' | 'nameNumber'>): RecordParticipant => ({
  id: _id.toString(),
  displayName,
  ...(nameNumber != null && { nameNumber }),
});
