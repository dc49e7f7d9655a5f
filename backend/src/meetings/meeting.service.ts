import type { MediaState } from '@parley/shared/media';
import type { EndReason, JoinAck, RoomPresence } from '@parley/shared/meetings';
import type { Participant } from '@parley/shared/participants';
import type { JoinOffer } from '@parley/shared/signaling';
import type { FactName, FactPayload } from '@parley/shared/socket-events';
import { Types } from 'mongoose';
import { AppError } from '../platform/errors';
import { KeyedLock } from '../platform/keyed-lock';
import type { Logger } from '../platform/logger';
import type { PatientWriter } from '../platform/patient-writer';
import type { LiveMeetings} from './live-meetings';
import { type Membership } from './live-meetings';
import {
  meetingChannel,
  memberOfUser,
  nextOrder,
  presenceOf,
  viewMeeting,
  watchChannel,
  type LiveMeeting,
  type LiveRoom,
  type Member,
  type SeatSocket,
} from './live-meeting';
import type { MeetingStore } from './meeting-store';

export interface JoinRequest {
  userId: string;
  displayName: string;
  instanceId: string;
  media: MediaState;
  offers: JoinOffer[];
  socket: SeatSocket;
}

export interface MeetingServiceOptions {
  live: LiveMeetings;
  store: MeetingStore;
  openMeeting: (room: LiveRoom) => Promise<LiveMeeting>;
  writer: PatientWriter;
  leaseMs: number;
  publish: <F extends FactName>(
    channel: string,
    fact: F,
    payload: FactPayload<F>,
    exceptSocketId?: string,
  ) => void;
  chat: {
    recent: (meetingId: string) => JoinAck['messages'];
    count: (meetingId: string) => number;
    close: (meetingId: string) => void;
  };
  iceServersFor: (userId: string) => JoinAck['iceServers'];
  /** Notes the use of a room; its latest state, or null where it was deleted. */
  touchRoom: (roomId: string) => Promise<LiveRoom | null>;
  logger: Logger;
  now: () => number;
}

export type MeetingService = ReturnType<typeof createMeetingService>;

/**
 * Who is in which meeting. Memory is what the running call sees; the database is what lasts. All
 * changes of one room happen one after another, so nobody joins a meeting that is just ending.
 */
export function createMeetingService(options: MeetingServiceOptions) {
  const { live, store, writer, publish, chat, now } = options;
  const lock = new KeyedLock();

  // Joining ------------------------------------------------------------------------------------

  async function joinLocked(room: LiveRoom, request: JoinRequest): Promise<JoinAck> {
    const meeting = live.byRoom(room.id) ?? (await takeUp(room));
    const known = memberOfUser(meeting, request.userId);
    const member =
      known === undefined
        ? await seatNewcomer(meeting, request)
        : await seatAgain(meeting, known, request);
    // The socket may have gone while the database was asked.
    if (!request.socket.connected) lose(meeting, member);
    return ackFor(meeting, member);
  }

  async function takeUp(room: LiveRoom): Promise<LiveMeeting> {
    const latest = await options.touchRoom(room.id);
    if (latest === null) throw new AppError('NOT_FOUND');
    const meeting = await options.openMeeting(latest);
    live.add(meeting);
    for (const member of meeting.members.values()) startLease(meeting, member);
    options.logger.info({ meetingId: meeting.id, people: meeting.members.size }, 'meeting opened');
    return meeting;
  }

  async function seatNewcomer(meeting: LiveMeeting, request: JoinRequest): Promise<Member> {
    if (meeting.members.size >= meeting.room.capacity) throw new AppError('ROOM_FULL');
    const at = new Date(now());
    const newcomer = {
      userId: request.userId,
      participant: newParticipant(meeting, request, at),
      socket: null,
      lostAt: 0,
      lease: undefined,
      waiting: [],
    };
    const seatNo = await store.takeSeat(meeting, newcomer, at);
    if (seatNo === null) throw new AppError('ROOM_FULL');
    const member: Member = { ...newcomer, seatNo };
    enter(meeting, member, request);
    try {
      // The others are told before this is written: their answer is on its way meanwhile.
      await store.openAttendance(meeting, member, at);
    } catch (error) {
      await remove(meeting, member, at);
      throw error;
    }
    return member;
  }

  function newParticipant(meeting: LiveMeeting, request: JoinRequest, at: Date): Participant {
    return {
      id: meeting.participantIds.get(request.userId) ?? new Types.ObjectId().toString(),
      instanceId: request.instanceId,
      displayName: request.displayName,
      isOwner: meeting.room.ownerId === request.userId,
      joinedAt: at.toISOString(),
      order: nextOrder(meeting, at.getTime()),
      media: request.media,
      connection: 'connected',
    };
  }

  function enter(meeting: LiveMeeting, member: Member, request: JoinRequest): void {
    const { participant } = member;
    meeting.participantIds.set(member.userId, participant.id);
    meeting.members.set(participant.id, member);
    live.attach(meeting, member, request.socket);
    for (const other of meeting.members.values()) {
      if (other === member) continue;
      const { id, instanceId } = other.participant;
      const offer = request.offers.find((o) => o.to === id && o.toInstance === instanceId);
      other.socket?.emit('participant:joined', {
        participant,
        ...(offer && { offer: { epoch: offer.epoch, description: offer.description } }),
      });
    }
    void request.socket.join(meetingChannel(meeting.id));
    tellWatchers(meeting.room);
  }

  /** The same account again: the same page after a lost socket, or another page taking over. */
  async function seatAgain(
    meeting: LiveMeeting,
    member: Member,
    request: JoinRequest,
  ): Promise<Member> {
    const samePage = member.participant.instanceId === request.instanceId;
    const before = live.detach(member);
    clearTimeout(member.lease);
    if (before !== null && before.id !== request.socket.id) {
      if (!samePage) before.emit('meeting:replaced', {});
      void before.leave(meetingChannel(meeting.id));
    }
    member.participant = {
      ...member.participant,
      media: request.media,
      connection: 'connected',
      ...(!samePage && {
        instanceId: request.instanceId,
        displayName: request.displayName,
        order: nextOrder(meeting, now()),
      }),
    };
    void writer.write(() => store.updateSeat(meeting, member));
    if (!samePage) {
      member.waiting = [];
      enter(meeting, member, request);
      return member;
    }
    live.attach(meeting, member, request.socket);
    void request.socket.join(meetingChannel(meeting.id));
    tellUpdated(meeting, member);
    const { waiting, socket } = { waiting: member.waiting, socket: request.socket };
    member.waiting = [];
    // After the ack, so that the page knows who the signals are from.
    setImmediate(() => waiting.forEach((signal) => socket.emit('signal:received', signal)));
    return member;
  }

  function ackFor(meeting: LiveMeeting, member: Member): JoinAck {
    const others = [...meeting.members.values()].filter((other) => other !== member);
    return {
      meeting: viewMeeting(meeting),
      self: member.participant,
      participants: others.map(({ participant }) => participant),
      iceServers: options.iceServersFor(member.userId),
      messages: chat.recent(meeting.id),
    };
  }

  // Leaving ------------------------------------------------------------------------------------

  /** Out of the meeting as of `at`; the last one ends it. */
  async function remove(meeting: LiveMeeting, member: Member, at: Date): Promise<void> {
    clearTimeout(member.lease);
    const { id, instanceId } = member.participant;
    if (!meeting.members.delete(id)) return;
    const socket = live.detach(member);
    void socket?.leave(meetingChannel(meeting.id));
    publish(meetingChannel(meeting.id), 'participant:left', { id, instanceId });
    tellWatchers(meeting.room);
    await writer.write(async () => {
      await store.closeAttendance(meeting.id, member.userId, at);
      await store.releaseSeat(meeting.id, member.userId);
    });
    if (meeting.members.size === 0) await end(meeting, at, 'everyone_left');
  }

  async function end(meeting: LiveMeeting, at: Date, reason: EndReason): Promise<void> {
    live.remove(meeting);
    const messageCount = chat.count(meeting.id);
    await writer.write(() => store.end(meeting.id, at, reason, messageCount));
    void writer.write(() => options.touchRoom(meeting.room.id));
    chat.close(meeting.id);
    options.logger.info({ meetingId: meeting.id, reason }, 'meeting ended');
  }

  /** The socket is gone, the seat is held for the lease. */
  function lose(meeting: LiveMeeting, member: Member): void {
    live.detach(member);
    member.lostAt = now();
    member.participant = { ...member.participant, connection: 'reconnecting' };
    tellUpdated(meeting, member);
    startLease(meeting, member);
  }

  function startLease(meeting: LiveMeeting, member: Member): void {
    clearTimeout(member.lease);
    member.lease = setTimeout(() => {
      void lock.run(meeting.room.id, async () => {
        if (member.socket === null) await remove(meeting, member, new Date(member.lostAt));
      });
    }, options.leaseMs);
  }

  // Telling ------------------------------------------------------------------------------------

  function tellUpdated(meeting: LiveMeeting, member: Member): void {
    const { participant, socket } = { ...member };
    publish(meetingChannel(meeting.id), 'participant:updated', { participant }, socket?.id);
  }

  function tellWatchers(room: LiveRoom): void {
    publish(watchChannel(room.id), 'room:changed', presenceOf(room, live.byRoom(room.id)));
  }

  return {
    presence: (room: LiveRoom): RoomPresence => presenceOf(room, live.byRoom(room.id)),

    join: (room: LiveRoom, request: JoinRequest): Promise<JoinAck> =>
      lock.run(room.id, () => joinLocked(room, request)),

    /** Gives up the seat, unless another socket speaks for it by now. */
    leave: ({ meeting, member }: Membership, socketId: string): Promise<void> =>
      lock.run(meeting.room.id, async () => {
        if (member.socket !== null && member.socket.id !== socketId) return;
        await remove(meeting, member, new Date(now()));
      }),

    /** A socket closed: on purpose, or lost. */
    async disconnected(socketId: string, deliberate: boolean): Promise<void> {
      const membership = live.membershipOf(socketId);
      if (membership === undefined) return;
      const { meeting, member } = membership;
      if (deliberate) await this.leave(membership, socketId);
      else lose(meeting, member);
    },

    updateMedia({ meeting, member }: Membership, change: Partial<MediaState>): Participant {
      const media = { ...member.participant.media, ...change };
      member.participant = { ...member.participant, media };
      tellUpdated(meeting, member);
      void writer.write(() => store.updateSeat(meeting, member));
      return member.participant;
    },

    /** Renamed or resized; who is in stays in. */
    roomChanged(room: LiveRoom): void {
      const meeting = live.byRoom(room.id);
      if (meeting !== undefined) meeting.room = room;
      tellWatchers(room);
    },

    endRoom: (roomId: string): Promise<void> =>
      lock.run(roomId, async () => {
        const meeting = live.byRoom(roomId);
        if (meeting === undefined) return;
        publish(meetingChannel(meeting.id), 'meeting:ended', { reason: 'room_deleted' });
        for (const member of meeting.members.values()) {
          clearTimeout(member.lease);
          void live.detach(member)?.leave(meetingChannel(meeting.id));
        }
        meeting.members.clear();
        await end(meeting, new Date(now()), 'room_deleted');
      }),

    /** Runs a task when nobody of the room is joining or leaving. */
    exclusively: lock.run.bind(lock),

    /** Waits for what is under way, stops all leases. Meetings stay open for the next start. */
    async close(): Promise<void> {
      await lock.idle();
      for (const meeting of live.all()) {
        for (const member of meeting.members.values()) clearTimeout(member.lease);
      }
    },
  };
}
