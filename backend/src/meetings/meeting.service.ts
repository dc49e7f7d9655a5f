import type { MediaState } from '@parley/shared/participants';
import type { JoinAck, RoomPresence } from '@parley/shared/meetings';
import type { Participant } from '@parley/shared/participants';
import type { JoinOffer } from '@parley/shared/signaling';
import type { EventName, EventPayload } from '@parley/shared/socket-events';
import { AppError } from '../platform/errors';
import { KeyedMutex } from '../platform/keyed-mutex';
import type { Logger } from '../platform/logger';
import type { RetryingWriteQueue } from '../platform/retrying-write-queue';
import type { DisconnectCause } from '../platform/disconnect-cause';
import { createAnnouncer } from './announcer';
import { createDepartures } from './departures';
import { createLeases } from './leases';
import {
  memberOfUser,
  presenceOf,
  viewMeeting,
  type LiveMeeting,
  type LiveRoom,
  type Member,
  type SeatSocket,
} from './live-meeting';
import type { LiveMeetings, Membership } from './live-meetings';
import type { LobbyCounts } from '../lobby/lobby-counts';
import type { MeetingStore } from './meeting-store';
import { createRenaming } from './renaming';
import { createSeating } from './seating';

export interface JoinRequest {
  userId: string;
  displayName: string;
  instanceId: string;
  media: MediaState;
  offers: JoinOffer[];
  /** Of the seat that the page had last; undefined where its person asks for one just now. */
  joinSeq: number | undefined;
  socket: SeatSocket;
}

export interface MeetingServiceOptions {
  live: LiveMeetings;
  lobbyCounts: Pick<LobbyCounts, 'changed' | 'told'>;
  store: MeetingStore;
  /** @throws {AppError} MEETING_LIMIT where the account may not begin one */
  openMeeting: (room: LiveRoom, userId: string) => Promise<LiveMeeting>;
  writer: RetryingWriteQueue;
  /** How long a seat is held for a lost socket, and for one that the browser closed. */
  leaseMs: number;
  crashLeaseMs: number;
  publish: <F extends EventName>(
    channel: string,
    fact: F,
    payload: EventPayload<F>,
    exceptSocketId?: string,
  ) => void;
  chat: {
    recent: (meetingId: string) => JoinAck['messages'];
    count: (meetingId: string) => number;
    usage: (meetingId: string) => JoinAck['chatUsage'];
    close: (meetingId: string) => void;
  };
  iceServersFor: (userId: string, roomId: string) => JoinAck['iceServers'];
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
  const { live, store, writer, chat, now } = options;
  const lock = new KeyedMutex();
  const announce = createAnnouncer(options);
  const departures = createDepartures(options, announce);
  const leases = createLeases(options, announce, departures, lock);
  const { seatNewcomer, seatAgain } = createSeating(options, announce, departures);
  const renaming = createRenaming(options, announce, lock);

  async function joinLocked(room: LiveRoom, request: JoinRequest): Promise<JoinAck> {
    const running = live.byRoom(room.id);
    // Where the account has a seat, that one's order decides.
    if (!running || !memberOfUser(running, request.userId)) await admit(room, request);
    const meeting = running ?? (await takeUp(room, request.userId));
    const displayName = renaming.latestName(request.userId) ?? request.displayName;
    const member = await seat(meeting, { ...request, displayName });
    renaming.apply(meeting, member);
    // The socket may have gone while the database was asked.
    if (!request.socket.connected) leases.lose(meeting, member, 'closed');
    else leases.resume(meeting);
    return ackFor(meeting, member);
  }

  /**
   * A page that gave way to another one while it was offline heard nothing of it. It must not come
   * back with its camera on by itself, also where that one, the meeting or the server is gone by
   * now: only a person does that, by joining afresh.
   */
  async function admit(room: LiveRoom, { userId, instanceId, joinSeq }: JoinRequest) {
    // The end of the meeting before, or that this person left, may still wait to be written.
    if (!(await writer.catchUp())) throw new AppError('UNAVAILABLE', { retryAfter: 3 });
    if (joinSeq === undefined) return;
    const isReplaced = await store.wasPassedOn(room.id, { userId, instanceId, joinSeq });
    if (isReplaced) throw new AppError('REPLACED');
  }

  async function seat(meeting: LiveMeeting, request: JoinRequest): Promise<Member> {
    const known = memberOfUser(meeting, request.userId);
    if (known !== undefined) return seatAgain(meeting, known, request);
    try {
      await leases.makeRoom(meeting);
      return await seatNewcomer(meeting, request);
    } catch (error) {
      // Nobody would ever leave a meeting that nobody got into.
      await departures.endIfEmpty(meeting, new Date(now()));
      throw error;
    }
  }

  async function takeUp(room: LiveRoom, userId: string): Promise<LiveMeeting> {
    const latest = await options.touchRoom(room.id);
    if (latest === null) throw new AppError('NOT_FOUND');
    const meeting = await options.openMeeting(latest, userId);
    live.add(meeting);
    leases.startAll(meeting);
    options.logger.info({ meetingId: meeting.id, people: meeting.members.size }, 'meeting opened');
    // Who looked at the room first, after a restart, was told that nobody is there.
    if (meeting.members.size > 0) announce.presence(meeting.room);
    return meeting;
  }

  function ackFor(meeting: LiveMeeting, member: Member): JoinAck {
    const others = [...meeting.members.values()].filter((other) => other !== member);
    const chatUsage = chat.usage(meeting.id);
    return {
      meeting: viewMeeting(meeting),
      self: member.participant,
      participants: others.map(({ participant }) => participant),
      iceServers: options.iceServersFor(member.userId, meeting.room.id),
      messages: chat.recent(meeting.id),
      serverTime: new Date(now()).toISOString(),
      lobby: options.lobbyCounts.told(meeting.room.id),
      ...(chatUsage && { chatUsage }),
    };
  }

  return {
    presence: (room: LiveRoom): RoomPresence => presenceOf(room, live.byRoom(room.id), now()),

    join: (room: LiveRoom, request: JoinRequest): Promise<JoinAck> =>
      lock.run(room.id, () => joinLocked(room, request)),

    /** Gives up the seat, unless another socket speaks for it by now. */
    leave: ({ meeting, member }: Membership, socketId: string): Promise<void> =>
      lock.run(meeting.room.id, async () => {
        if (member.socket !== null && member.socket.id !== socketId) return;
        await departures.remove(meeting, member, new Date(now()));
      }),

    /** Gives up the seat of one page of an account; nothing happens where it holds none. */
    async leaveAs(meetingId: string, userId: string, instanceId: string): Promise<void> {
      const meeting = live.byId(meetingId);
      if (meeting === undefined) return;
      await lock.run(meeting.room.id, async () => {
        const member = memberOfUser(meeting, userId);
        if (member?.participant.instanceId !== instanceId) return;
        await departures.remove(meeting, member, new Date(now()));
      });
    },

    async disconnected(socketId: string, cause: DisconnectCause): Promise<void> {
      const membership = live.membershipOf(socketId);
      if (membership === undefined) return;
      const { meeting, member } = membership;
      if (cause === 'left') await this.leave(membership, socketId);
      else leases.lose(meeting, member, cause);
    },

    updateMedia({ meeting, member }: Membership, change: Partial<MediaState>): Participant {
      const media = { ...member.participant.media, ...change };
      member.participant = { ...member.participant, media };
      announce.updated(meeting, member);
      void writer.write(() => store.updateSeat(meeting, member));
      return member.participant;
    },

    /** The account has another name, which everybody in its meetings sees at once. */
    rename: renaming.rename,

    /** Renamed or resized; who is in stays in. */
    roomChanged: (room: LiveRoom): Promise<void> =>
      lock.run(room.id, async () => {
        const meeting = live.byRoom(room.id);
        if (meeting !== undefined) {
          meeting.room = room;
          announce.changed(meeting);
          void writer.write(() => store.nameRoom(meeting.id, room));
        }
        announce.presence(room);
      }),

    /** The room is deleted: its meeting ends, and all pages about it hear so. */
    endRoom: (roomId: string, code: string): Promise<void> =>
      lock.run(roomId, async () => {
        const meeting = live.byRoom(roomId);
        if (meeting !== undefined) {
          await departures.endForAll(meeting, new Date(now()), 'room_deleted');
        }
        announce.deleted(roomId, code);
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
