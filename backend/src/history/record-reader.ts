import type { Activity } from '@parley/shared/activities';
import type { ParticipantConnection } from '@parley/shared/connections';
import type { HostAction } from '@parley/shared/host-controls';
import type { MeetingRecord, MeetingSummary } from '@parley/shared/history';
import type { Mark } from '@parley/shared/marks';
import { DEFAULT_RETENTION } from '@parley/shared/retention';
import type { MeetingDocument } from '../meetings/meeting.model';
import type { CountMarks, ReadingScope } from './history-filter';
import type { HistoryStore } from './history-store';
import { outlineOfAttendance, summarise, viewRecord, type MarkCounts } from './history-view';
import { attendancesUntil } from './reading-rules';
import type { Reading, RecordAccess } from './record-access';

export interface RecordReaderOptions {
  store: HistoryStore;
  access: Pick<RecordAccess, 'find'>;
  /** Returns those of the rooms that still exist. */
  existingRooms: (roomIds: string[]) => Promise<Set<string>>;
  /** Counts the messages of a meeting that still runs. */
  countMessages: (meetingId: string) => Promise<number>;
  /** Counts the messages of a meeting until a moment. */
  countMessagesUntil: (meetingId: string, until: Date) => Promise<number>;
  /** The host actions of a meeting, until a moment. */
  hostActionsOf: (meetingId: string, until: Date | undefined) => Promise<HostAction[]>;
  /** The marks of a meeting, until a moment. */
  marksOf: (meetingId: string, until: Date | undefined) => Promise<Mark[]>;
  countMarks: CountMarks;
  /** What participants did in a meeting, until a moment. */
  activitiesOf: (meetingId: string, until: Date | undefined) => Promise<Activity[]>;
  /** How the connections of a meeting were, until a moment. */
  connectionsOf: (
    meetingId: string,
    startedAt: Date,
    until: Date | undefined,
  ) => Promise<ParticipantConnection[]>;
  /** The reader's own note. */
  noteOf: (meetingId: string, readerId: string) => Promise<string | undefined>;
  /** Milliseconds since the epoch. */
  now: () => number;
}

/** Creates what reads the record of one meeting. */
export function createRecordReader(options: RecordReaderOptions) {
  const { store, access, existingRooms, now } = options;

  /** Counts the messages that the reader may read. */
  const countScope = ({ meetingId, until }: ReadingScope): Promise<number> =>
    until === undefined
      ? options.countMessages(meetingId)
      : options.countMessagesUntil(meetingId, until);

  /** The summary for one reader, and the attendances that they may see. */
  async function readSummary(reading: Reading) {
    const { readerId, meeting, isRestricted, until } = reading;
    const own = reading.attendance && outlineOfAttendance(reading.attendance);
    const meetingId = meeting._id.toString();
    const roomId = meeting.roomId.toString();
    const [all, rooms, marks] = await Promise.all([
      store.attendancesOf(meetingId, isRestricted ? readerId : undefined),
      existingRooms([roomId]),
      isRestricted || !hasMarks(meeting) ? NO_MARKS : options.countMarks([{ meetingId, until }]),
    ]);
    const attendances = reading.isOutline ? arrayOf(own) : attendancesUntil(all, until);
    const parts = {
      meeting,
      attendances,
      roomExists: rooms.has(roomId),
      isRestricted,
      isCut: until !== undefined,
      marks: marks.get(meetingId),
    };
    return {
      summary: await summarise(parts, () => countScope({ meetingId, until }), now()),
      attendances,
    };
  }

  async function view(reading: Reading): Promise<MeetingRecord> {
    const { readerId, meeting, isRestricted, isOwner, isShared, until } = reading;
    const meetingId = meeting._id.toString();
    const [{ summary, attendances }, note, hostActions, marks, activities, connections] =
      await Promise.all([
        readSummary(reading),
        // The purge deletes the notes of an outline soon after the end.
        reading.isOutline ? undefined : options.noteOf(meetingId, readerId),
        isRestricted ? [] : options.hostActionsOf(meetingId, until),
        isRestricted || !hasMarks(meeting) ? [] : options.marksOf(meetingId, until),
        isRestricted ? [] : options.activitiesOf(meetingId, until),
        isRestricted ? [] : options.connectionsOf(meetingId, meeting.startedAt, until),
      ]);
    // A join that was undone has left no attendance.
    const attendees = new Set(attendances.map(({ _id }) => _id.toString()));
    const isShown = (one: { participantId: string }) => attendees.has(one.participantId);
    return {
      ...viewRecord(summary, meeting, attendances, readerId, now()),
      hostActions,
      activities: activities.filter(isShown),
      marks,
      connections: connections.filter(isShown),
      ...(note !== undefined && { note }),
      isMine: isOwner,
      ...(isShared && { isShared }),
      ...(until && !reading.isOutline && { readableUntil: until.toISOString() }),
      retention: meeting.retention ?? DEFAULT_RETENTION,
      ...(meeting.expiresAt && { expiresAt: meeting.expiresAt.toISOString() }),
    };
  }

  return {
    countScope,
    read: async (userId: string, meetingId: string): Promise<MeetingRecord> =>
      view(await access.find(userId, meetingId)),
    view,
    summaryOf: async (reading: Reading): Promise<MeetingSummary> =>
      (await readSummary(reading)).summary,
  };
}

const arrayOf = <T>(value: T | undefined): T[] => (value === undefined ? [] : [value]);

const NO_MARKS: ReadonlyMap<string, MarkCounts> = new Map();

/** Whether a meeting may have marks; most have none. */
const hasMarks = ({ markCount = 0 }: MeetingDocument): boolean => markCount > 0;
