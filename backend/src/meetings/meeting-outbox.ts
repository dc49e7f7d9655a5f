import type { EndReason } from '@parley/shared/meetings';
import type { AttendanceModel, MeetingEventName, MeetingModel } from './meeting.model';

/** The connection of meetings to the webhooks that hear about them. */
export interface MeetingHearing {
  /** Whether anybody does; otherwise nothing is stored for them. */
  readonly isHeard: () => boolean;
  /** A meeting was stored, or its end. */
  readonly onStored: () => void;
}

/** The events of a meeting that has ended: its last write completes the record too. */
export const EVENTS_OF_END: readonly MeetingEventName[] = ['meeting.ended', 'record.ready'];

const ALL_EVENTS: MeetingEventName[] = ['meeting.started', ...EVENTS_OF_END];

/**
 * Reads the events that meetings store together with the facts: the insert of a meeting and the
 * update that ends it carry them in `outbox` (docs/decisions/091). The dispatcher that passes them on clears them.
 */
export function createMeetingOutbox(meetings: MeetingModel) {
  return {
    async read(limit: number) {
      const found = await meetings
        .find({ outbox: { $in: ALL_EVENTS } }, { outbox: 1, ownerId: 1, startedAt: 1, endedAt: 1 })
        .limit(limit)
        .lean();
      return found.map(({ _id, ownerId, outbox = [], startedAt, endedAt }) => ({
        meetingId: _id.toString(),
        ownerId: ownerId.toString(),
        events: outbox,
        startedAt,
        endedAt,
      }));
    },

    /** Matches only the events that were read: one that was added since stays for the next time. */
    async clear({ meetingId, events }: { meetingId: string; events: readonly MeetingEventName[] }) {
      await meetings.updateOne({ _id: meetingId, outbox: [...events] }, { $unset: { outbox: 1 } });
    },
  };
}

/** Reads what programs are told about a meeting. Of an outline that is no more than it keeps. */
export function createMeetingFacts(
  models: { meetings: MeetingModel; attendances: AttendanceModel },
  now: () => number,
) {
  const { meetings, attendances } = models;
  return {
    /** Null once the record was deleted, or its time is over. */
    async readMeeting(meetingId: string): Promise<{
      id: string;
      room: { code: string; name: string };
      startedAt: Date;
      endedAt: Date | null;
      endReason: EndReason | null;
      messageCount: number;
      participantCount: number;
      isOutline: boolean;
    } | null> {
      const meeting = await meetings.findById(meetingId).lean();
      if (meeting === null) return null;
      const { room, startedAt, endedAt, endReason, messageCount, expiresAt, peopleCount } = meeting;
      if (expiresAt !== undefined && expiresAt.getTime() <= now()) return null;
      return {
        id: meetingId,
        room,
        startedAt,
        endedAt,
        endReason,
        messageCount,
        participantCount: peopleCount ?? (await attendances.countDocuments({ meetingId })),
        isOutline: meeting.retention === 'outline',
      };
    },

    /** The first participants, in the order in which they joined. */
    async readParticipants(meetingId: string, limit: number) {
      const found = await attendances
        .find({ meetingId })
        .sort({ joinedAt: 1, _id: 1 })
        .limit(limit)
        .lean();
      return found.map(({ _id, displayName, nameNumber, role, joinedAt, leftAt, intervals }) => ({
        id: _id.toString(),
        displayName,
        nameNumber: nameNumber ?? undefined,
        role,
        joinedAt,
        leftAt,
        stays: intervals,
      }));
    },
  };
}
