import type { Activity } from '@parley/shared/activities';
import type { ParticipantConnection } from '@parley/shared/connections';
import type { HostAction } from '@parley/shared/host-controls';
import type { MeetingRecord } from '@parley/shared/history';
import { DEFAULT_RETENTION } from '@parley/shared/retention';
import type { Mark } from '@parley/shared/marks';
import type { MeetingDocument } from '../meetings/meeting.model';
import type { Limiter } from '../platform/rate-limit';
import {
  createHistoryList,
  type HistoryPage,
  type HistoryQuery,
  type ReadingScope,
} from './history-list';
import type { HistoryStore } from './history-store';
import { outlineOfAttendance, summarise, viewRecord, type MarkCounts } from './history-view';
import type { Reading, RecordAccess } from './record-access';
import { attendancesUntil } from './reading-rules';

export interface HistoryService {
  /** Lists the meetings that a user attended, latest first. */
  listAttended(userId: string, query: HistoryQuery): Promise<HistoryPage>;
  /** Lists all meetings of a room. The caller has checked that the user owns the room. */
  listOfRoom(userId: string, roomId: string, query: HistoryQuery): Promise<HistoryPage>;
  /**
   * Reads the record of a meeting. While the meeting runs without the reader, the record contains
   * only their own attendance.
   * @throws {AppError} NOT_FOUND if the user may not read it or the meeting does not exist
   */
  read(userId: string, meetingId: string): Promise<MeetingRecord>;
  /** What a reader may read of a record. */
  view(reading: Reading): Promise<MeetingRecord>;
}

export interface HistoryServiceOptions {
  store: HistoryStore;
  access: Pick<RecordAccess, 'find' | 'judge'>;
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
  /** Counts the marks that a reader may see. Meetings without them are missing. */
  countMarks: (scopes: ReadingScope[]) => Promise<Map<string, MarkCounts>>;
  /** What participants did in a meeting, until a moment. */
  activitiesOf: (meetingId: string, until: Date | undefined) => Promise<Activity[]>;
  /** How the connections of a meeting were, until a moment. */
  connectionsOf: (
    meetingId: string,
    startedAt: Date,
    until: Date | undefined,
  ) => Promise<ParticipantConnection[]>;
  /** Searches by user. */
  searches: Limiter;
  /** Milliseconds since the epoch. */
  now: () => number;
}

/** Creates the service that lists past and running meetings and reads their records. */
export function createHistoryService(options: HistoryServiceOptions): HistoryService {
  const { store, access, existingRooms, now } = options;

  /** Counts the messages that the reader may read. */
  const countFor = ({ meetingId, until }: ReadingScope): Promise<number> =>
    until === undefined
      ? options.countMessages(meetingId)
      : options.countMessagesUntil(meetingId, until);
  const lists = createHistoryList({ ...options, countMessages: countFor });

  async function view(reading: Reading): Promise<MeetingRecord> {
    const { readerId, meeting, isRestricted, isOwner, isShared, until } = reading;
    const own = reading.attendance && outlineOfAttendance(reading.attendance);
    const meetingId = meeting._id.toString();
    const roomId = meeting.roomId.toString();
    const [all, rooms] = await Promise.all([
      store.attendancesOf(meetingId, isRestricted ? readerId : undefined),
      existingRooms([roomId]),
    ]);
    const attendances = reading.isOutline ? arrayOf(own) : attendancesUntil(all, until);
    const parts = {
      meeting,
      attendances,
      roomExists: rooms.has(roomId),
      isRestricted,
      isCut: until !== undefined,
    };
    const [summary, hostActions, marks, activities, connections] = await Promise.all([
      summarise(parts, () => countFor({ meetingId, until }), now()),
      isRestricted ? [] : options.hostActionsOf(meetingId, until),
      isRestricted || !hasMarks(meeting) ? [] : options.marksOf(meetingId, until),
      isRestricted ? [] : options.activitiesOf(meetingId, until),
      isRestricted ? [] : options.connectionsOf(meetingId, meeting.startedAt, until),
    ]);
    // A join that was undone has left no attendance.
    const attendees = new Set(attendances.map(({ _id }) => _id.toString()));
    const isShown = (one: { participantId: string }) => attendees.has(one.participantId);
    const record = viewRecord(summary, meeting, attendances, readerId, now());
    return {
      ...record,
      hostActions,
      activities: activities.filter(isShown),
      marks,
      connections: connections.filter(isShown),
      isMine: isOwner,
      ...(isShared && { isShared }),
      retention: meeting.retention ?? DEFAULT_RETENTION,
      ...(meeting.expiresAt && { expiresAt: meeting.expiresAt.toISOString() }),
    };
  }

  return {
    listAttended: lists.attended,
    listOfRoom: lists.ofRoom,
    read: async (userId, meetingId) => view(await access.find(userId, meetingId)),
    view,
  };
}

const arrayOf = <T>(value: T | undefined): T[] => (value === undefined ? [] : [value]);

/** Whether a meeting may have marks; most have none. */
const hasMarks = ({ markCount = 0 }: MeetingDocument): boolean => markCount > 0;
