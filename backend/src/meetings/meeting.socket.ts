import type { JoinAck } from '@parley/shared/meetings';
import type { ParleySocket } from '../platform/parley-socket';
import type { SocketServer } from '../platform/socket';
import type { Meeting } from './meeting';
import type { MeetingRoom } from './meeting-io';
import type { HeldSeat, MeetingRegistry } from './meeting-registry';
import type { MeetingService } from './meeting.service';
import type { Seat } from './seat';

export interface MeetingCommandOptions {
  readonly sockets: SocketServer;
  readonly meetings: MeetingService;
  readonly registry: MeetingRegistry;
  /** Gives the room and the name that the lobby has looked up for a socket that joins. */
  readonly lobby: {
    /** @throws {AppError} NOT_FOUND, counted against guessing */
    watch(socket: ParleySocket, code: string): Promise<{ room: MeetingRoom; displayName: string }>;
    unwatch(socket: ParleySocket): Promise<void>;
    /** @throws {AppError} MUST_WAIT or another code if the person may not enter now */
    assertMayEnter(socket: ParleySocket, room: MeetingRoom): Promise<void>;
    /** Users in the lobby of a room: the count that its participants have. */
    countIn(roomId: string): number;
  };
  readonly chat: {
    recent(meetingId: string): JoinAck['messages'];
    usage(meetingId: string): Promise<JoinAck['chatUsage']>;
  };
  /** Null without an SFU. */
  readonly routes: {
    ackFor(meeting: Meeting, seat: Seat): Promise<JoinAck['route']>;
    welcome(meeting: Meeting, seat: Seat): Promise<void>;
  } | null;
  readonly iceServersFor: (userId: string, roomId: string) => JoinAck['iceServers'];
  readonly now: () => number;
}

/** Registers the commands of participants, and ends the seats of sockets that close. */
export function registerMeetingCommands(options: MeetingCommandOptions): void {
  const { sockets, meetings, registry, lobby, chat, routes } = options;

  const seatOf = (socket: ParleySocket): HeldSeat => registry.seatOf(socket.id);

  async function ackFor({ meeting, seat }: HeldSeat): Promise<JoinAck> {
    const route = await routes?.ackFor(meeting, seat);
    const others = [...meeting.seats.values()].filter((other) => other !== seat);
    const chatUsage = await chat.usage(meeting.id);
    return {
      meeting: meeting.view(),
      self: seat.participant,
      participants: others.map(({ participant }) => participant),
      iceServers: options.iceServersFor(seat.userId, meeting.room.id),
      messages: chat.recent(meeting.id),
      serverTime: new Date(options.now()).toISOString(),
      lobby: lobby.countIn(meeting.room.id),
      ...(chatUsage && { chatUsage }),
      ...(route && { route }),
    };
  }

  sockets.onCommand('meeting:join', async (input, socket) => {
    const { code, instanceId, media, offers, joinSeq } = input;
    const { userId, guestOf } = socket.data.identity;
    const { room, displayName } = await lobby.watch(socket, code);
    const current = registry.bySocket(socket.id);
    if (current !== undefined && current.meeting.room.id !== room.id) {
      await meetings.leave(current, socket.id);
    }
    // The room may have been resized since it was looked up.
    const latest = registry.byRoom(room.id)?.room ?? room;
    const isGuest = guestOf !== undefined;
    const request = { userId, displayName, isGuest, instanceId, media, offers, joinSeq, socket };
    const mayEnter = () => lobby.assertMayEnter(socket, room);
    const held = await meetings.join(latest, request, mayEnter);
    const ack = await ackFor(held);
    await lobby.unwatch(socket);
    // After the ack, so that the client knows the other participants.
    setImmediate(() => void routes?.welcome(held.meeting, held.seat));
    return ack;
  });

  sockets.onCommand('meeting:leave', async (_payload, socket) => {
    await meetings.leave(seatOf(socket), socket.id);
    return {};
  });

  sockets.onCommand('participant:update', async (change, socket) => ({
    participant: await meetings.updateMedia(seatOf(socket), change),
  }));

  sockets.onDisconnect((socket, cause) => void meetings.disconnected(socket.id, cause));
}
