import type { Participant } from '@parley/shared/participants';
import { AppError } from '../platform/errors';
import type { Quota } from '../platform/quota';
import { nameIn, type LiveMeeting, type LiveRoom, type Member } from './live-meeting';
import { MeetingNames } from './meeting-names';
import type { MeetingStore, OpenMeeting } from './meeting-store';
import { LinkEpochs } from '../signaling/link-epochs';
import type { SeatRecord } from './seat.model';

export interface MeetingOpenerOptions {
  store: MeetingStore;
  leaseMs: number;
  /** Until then the time without a server does not count, however long it was. */
  graceUntil: number;
  openChat: (meetingId: string) => Promise<void>;
  countMessages: (meetingId: string) => number;
  /** Meetings by the account that begins them. */
  meetingsOfDay: Quota;
  now: () => number;
}

/**
 * Brings a room's meeting into memory: a new one; or one whose server died, with its people as
 * `reconnecting` in their old seats, so that their media connections, which never needed a server,
 * are left alone. That is so within a lease, and in the first lease of a server after any time.
 */
export function createMeetingOpener(options: MeetingOpenerOptions) {
  const { store, leaseMs, graceUntil, now } = options;

  async function admit(userId: string): Promise<void> {
    const retryAfter = options.meetingsOfDay.take(userId, 1);
    if (retryAfter > 0) throw new AppError('MEETING_LIMIT', { retryAfter });
  }

  return async function openMeeting(room: LiveRoom, userId: string): Promise<LiveMeeting> {
    const found = await store.findOrCreate(room, new Date(now()), () => admit(userId));
    const { record } = found;
    const id = record._id.toString();
    const mayReturnUntil = Math.max(record.lastAliveAt.getTime() + leaseMs, graceUntil);
    if (!found.isNew && mayReturnUntil < now()) {
      await options.openChat(id);
      await store.end(id, record.lastAliveAt, 'server_lost', options.countMessages(id));
      return openMeeting(room, userId);
    }
    if (!found.isNew) await options.openChat(id);
    const meeting: LiveMeeting = {
      id,
      room,
      startedAt: record.startedAt,
      members: new Map(),
      participantIds: found.participantIds,
      names: new MeetingNames(),
      lastJoinSeq: 0,
      lastLeftAt: 0,
      epochs: new LinkEpochs(),
    };
    await seatThoseWhoMayReturn(meeting, found);
    return meeting;
  };

  async function seatThoseWhoMayReturn(meeting: LiveMeeting, found: OpenMeeting): Promise<void> {
    const { record, seats } = found;
    for (const [userId, { displayName, nameNumber }] of found.names) {
      meeting.names.restore(userId, { displayName, nameNumber: nameNumber ?? undefined });
    }
    const isGrace = now() <= graceUntil;
    const held = seats.filter((seat) => isGrace || seat.leaseUntil.getTime() > now());
    for (const seat of held) {
      meeting.members.set(
        seat.participantId.toString(),
        toMember(meeting, seat, record.lastAliveAt),
      );
      meeting.lastJoinSeq = Math.max(meeting.lastJoinSeq, seat.joinSeq);
    }
    const back = new Set(held.map((seat) => seat.userId.toString()));
    const gone = [...found.participantIds.keys()].filter((userId) => !back.has(userId));
    if (gone.length > 0) await store.dropSeats(meeting.id, gone, record.lastAliveAt);
  }
}

function toMember(meeting: LiveMeeting, seat: SeatRecord, lastAliveAt: Date): Member {
  const participant: Participant = {
    id: seat.participantId.toString(),
    instanceId: seat.instanceId,
    ...nameIn(meeting, seat.userId.toString(), seat.displayName),
    isOwner: seat.isOwner,
    joinedAt: seat.joinedAt.toISOString(),
    joinSeq: seat.joinSeq,
    media: seat.media,
    connection: 'reconnecting',
  };
  return {
    userId: seat.userId.toString(),
    seatNo: seat.seatNo,
    participant,
    socket: null,
    lostAt: lastAliveAt.getTime(),
    closedAt: 0,
    isOverdue: false,
    lease: undefined,
    waiting: [],
  };
}
