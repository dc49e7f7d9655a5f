import type { AttendanceDocument, AttendanceModel, MeetingModel } from './meeting.model';
import { forgetListed } from './meeting-end';
import { MeetingNames } from './meeting-roster';
import { MAX_INTERVALS } from './meeting-store';

/** The account that gets the meetings of a guest. */
export interface NewAttendee {
  readonly userId: string;
  readonly displayName: string;
}

export interface AttendanceMoverOptions {
  readonly attendances: AttendanceModel;
  readonly meetings: MeetingModel;
  /**
   * Gives what the record has of one participant, such as messages and activities, the account, the
   * id and the name of another.
   */
  readonly moveTraces: (
    meetingId: string,
    from: string,
    to: { id: string; userId: string; displayName: string; nameNumber: number | undefined },
  ) => Promise<void>;
}

/**
 * Creates the queries that move the meetings of a guest to an account. Every step may be repeated:
 * the attendance of the guest is changed last, so a crash leaves it to be found again.
 */
export function createAttendanceMover(options: AttendanceMoverOptions) {
  const { attendances, meetings, moveTraces } = options;

  /** The number that tells the account apart from the other attendees, as in a meeting. */
  async function nameIn({ meetingId, _id }: AttendanceDocument, { displayName }: NewAttendee) {
    const names = new MeetingNames();
    const others = await attendances
      .find({ meetingId, _id: { $ne: _id } })
      .sort({ joinedAt: 1 })
      .lean();
    for (const { userId, displayName: name, nameNumber } of others) {
      names.restore(userId.toString(), { displayName: name, nameNumber: nameNumber ?? undefined });
    }
    return { displayName, nameNumber: names.numberFor(_id.toString(), displayName) };
  }

  async function move(guest: AttendanceDocument, to: NewAttendee, claim: Claim): Promise<void> {
    const { _id, meetingId } = guest;
    const name = await nameIn(guest, to);
    const id = _id.toString();
    await moveTraces(meetingId.toString(), id, { id, userId: to.userId, ...name });
    const { displayName, nameNumber } = name;
    await attendances.updateOne(
      { _id, userId: guest.userId },
      {
        $set: {
          userId: to.userId,
          ...(!claim.isOutline && { displayName, nameNumber: nameNumber ?? null }),
          ...noteOf(guest, claim),
        },
      },
    );
  }

  /** The account was in the meeting as well: its attendance takes up that of the guest. */
  async function merge(guest: AttendanceDocument, own: AttendanceDocument, claim: Claim) {
    const { displayName, nameNumber } = own;
    await attendances.updateOne(
      { _id: own._id },
      {
        $set: {
          joinedAt: earlier(own.joinedAt, guest.joinedAt),
          leftAt: own.leftAt && guest.leftAt && later(own.leftAt, guest.leftAt),
          intervals: union(own.intervals, guest.intervals).slice(-MAX_INTERVALS),
          ...noteOf(guest, claim),
        },
      },
    );
    await moveTraces(guest.meetingId.toString(), guest._id.toString(), {
      id: own._id.toString(),
      userId: own.userId.toString(),
      displayName,
      nameNumber: nameNumber ?? undefined,
    });
    await attendances.deleteOne({ _id: guest._id });
  }

  return {
    /** What a user attended; null for nothing. */
    async summaryOf(userId: string) {
      const [count, latest] = await Promise.all([
        attendances.countDocuments({ userId }),
        attendances.findOne({ userId }).sort({ joinedAt: -1, _id: -1 }).lean(),
      ]);
      const meeting = latest && (await meetings.findById(latest.meetingId).lean());
      if (latest === null || meeting === null) return null;
      return {
        roomName: meeting.room.name,
        meetingCount: Math.max(1, count),
        lastJoinedAt: latest.joinedAt,
      };
    },

    /** Moves the attendances of a guest, and what belongs to them, in all meetings that have ended. */
    async moveAll(guestId: string, to: NewAttendee, claimedAt: Date) {
      let moved = 0;
      let hasRunning = false;
      for (const guest of await attendances.find({ userId: guestId }).lean()) {
        const { meetingId } = guest;
        const meeting = await meetings.findById(meetingId).lean();
        // The node that runs a meeting has the ids of its attendees in memory.
        if (meeting?.openRoomId !== undefined) hasRunning = true;
        else {
          const own = await attendances.findOne({ meetingId, userId: to.userId }).lean();
          await forgetListed(meetings, meetingId);
          const claim = { at: claimedAt, isOutline: meeting?.retention === 'outline' };
          await (own === null ? move(guest, to, claim) : merge(guest, own, claim));
          moved += 1;
        }
      }
      return { moved, hasRunning };
    },
  };
}

interface Claim {
  readonly at: Date;
  /** The record keeps no names, so the claim leaves none either. */
  readonly isOutline: boolean;
}

/** What the record says about a claim. */
const noteOf = ({ displayName }: AttendanceDocument, { at, isOutline }: Claim) =>
  isOutline ? {} : { claimed: { at, displayName } };

type Intervals = AttendanceDocument['intervals'];

const earlier = (a: Date, b: Date): Date => (a < b ? a : b);
const later = (a: Date, b: Date): Date => (a > b ? a : b);

/** The times at which one of two participants was present, without overlaps. */
function union(one: Intervals, other: Intervals): Intervals {
  const inOrder = [...one, ...other].toSorted(
    (a, b) => a.joinedAt.getTime() - b.joinedAt.getTime(),
  );
  const joined: Intervals = [];
  for (const { joinedAt, leftAt } of inOrder) {
    const last = joined.at(-1);
    if (last === undefined || (last.leftAt !== null && last.leftAt < joinedAt)) {
      joined.push({ joinedAt, leftAt });
    } else if (last.leftAt !== null) {
      last.leftAt = leftAt === null ? null : later(last.leftAt, leftAt);
    }
  }
  return joined;
}
