import type { QueryFilter } from 'mongoose';
import type {
  AttendanceDocument,
  AttendanceModel,
  MeetingDocument,
  MeetingModel,
} from '../meetings/meeting.model';
import type { Position } from '../platform/cursor';

/** A meeting in a list, with its position in the order of that list. */
export interface ListedMeeting {
  meeting: MeetingDocument;
  /** The attendance of the reader, if the list comes from it. */
  attendance?: OwnAttendance | undefined;
  position: Position;
}

/** What lists read of the reader's own attendance. */
export type OwnAttendance = Pick<
  AttendanceDocument,
  '_id' | 'meetingId' | 'roomId' | 'joinedAt' | 'removedAt'
>;

/** A part of a list. */
export interface ListPart {
  rows: ListedMeeting[];
  /** The position after which the list goes on; undefined at its end. */
  end: Position | undefined;
}

/** Which part of a list. */
export interface ListQuery {
  after: Position | undefined;
  limit: number;
  /** Positions at this time or later, and before `to`. */
  from?: Date | undefined;
  to?: Date | undefined;
}

/** Creates the queries of lists of meetings. What a reader may read of them decides the caller. */
export function createListStore(meetings: MeetingModel, attendances: AttendanceModel) {
  /**
   * The meetings that a user attended, latest first.
   * @param onFound called before the meetings themselves are read
   */
  async function attendedBy(
    userId: string,
    { after, limit, from, to }: ListQuery,
    onFound: (own: readonly OwnAttendance[]) => void = () => undefined,
  ): Promise<ListPart> {
    const own = await attendances
      .find({ userId, ...between('joinedAt', from, to), ...beyond('joinedAt', after) }, OWN)
      .sort({ joinedAt: -1, _id: -1 })
      .limit(limit)
      .lean<OwnAttendance[]>();
    if (own.length === 0) return { rows: [], end: undefined };
    onFound(own);
    const found = await meetings.find({ _id: { $in: own.map((a) => a.meetingId) } }).lean();
    const byId = new Map(found.map((meeting) => [meeting._id.toString(), meeting]));
    const positions = own.map(({ joinedAt, _id }) => ({ time: joinedAt, id: _id.toString() }));
    const rows = own.flatMap((attendance, index): ListedMeeting[] => {
      const meeting = byId.get(attendance.meetingId.toString());
      const position = positions[index];
      return meeting && position ? [{ meeting, attendance, position }] : [];
    });
    return { rows, end: own.length < limit ? undefined : positions.at(-1) };
  }

  /** The meetings of a room or of an owner, latest first. */
  async function started(
    of: { roomId: string } | { ownerId: string },
    { after, limit, from, to }: ListQuery,
  ): Promise<ListPart> {
    const found = await meetings
      .find({ ...of, ...between('startedAt', from, to), ...beyond('startedAt', after) })
      .sort({ startedAt: -1, _id: -1 })
      .limit(limit)
      .lean();
    const rows = found.map((meeting) => ({
      meeting,
      position: { time: meeting.startedAt, id: meeting._id.toString() },
    }));
    return { rows, end: found.length < limit ? undefined : rows.at(-1)?.position };
  }

  /** Those of the meetings that the user attended. */
  async function attendedOf(
    userId: string,
    meetingIds: MeetingDocument['_id'][],
  ): Promise<Set<string>> {
    if (meetingIds.length === 0) return new Set();
    const own = await attendances
      .find({ userId, meetingId: { $in: meetingIds } }, { meetingId: 1 })
      .lean();
    return new Set(own.map(({ meetingId }) => meetingId.toString()));
  }

  return {
    attendedBy,
    ofRoom: (roomId: string, query: ListQuery) => started({ roomId }, query),

    /** The meetings that a user attended or owns, latest first and each once. */
    async readableBy(userId: string, query: ListQuery): Promise<ListPart> {
      const [attended, owned] = await Promise.all([
        attendedBy(userId, query),
        started({ ownerId: userId }, query),
      ]);
      // A meeting that its owner attended is in both lists; its place is that of the attendance.
      const both = await attendedOf(
        userId,
        owned.rows.map(({ meeting }) => meeting._id),
      );
      const onlyOwned = owned.rows.filter(({ meeting }) => !both.has(meeting._id.toString()));
      // Where one of the lists was cut, more of it may belong before the rest of the other one.
      const ends = [attended.end, owned.end].filter((end) => end !== undefined);
      const end = ends.toSorted(latestFirst)[0];
      const rows = [...attended.rows, ...onlyOwned]
        .filter(({ position }) => end === undefined || latestFirst(position, end) <= 0)
        .toSorted((a, b) => latestFirst(a.position, b.position));
      return { rows, end };
    },
  };
}

/** What lists read of the reader's attendance. */
const OWN = { meetingId: 1, roomId: 1, joinedAt: 1, removedAt: 1 };

/** The ids of both collections are unique among all documents. */
const latestFirst = (a: Position, b: Position): number => {
  if (a.time.getTime() !== b.time.getTime()) return b.time.getTime() - a.time.getTime();
  return a.id === b.id ? 0 : a.id < b.id ? 1 : -1;
};

function between(
  field: 'joinedAt' | 'startedAt',
  from: Date | undefined,
  to: Date | undefined,
): QueryFilter<object> {
  if (from === undefined && to === undefined) return {};
  return { [field]: { ...(from && { $gte: from }), ...(to && { $lt: to }) } };
}

function beyond(field: 'joinedAt' | 'startedAt', after: Position | undefined): QueryFilter<object> {
  if (after === undefined) return {};
  return {
    $or: [{ [field]: { $lt: after.time } }, { [field]: after.time, _id: { $lt: after.id } }],
  };
}
