import { DEFAULT_CONTROLS } from '@parley/shared/roles';
import type { ErrorCode } from '@parley/shared/errors';
import {
  isFull,
  type JoinAck,
  type RoomPresence,
  type RunningMeeting,
} from '@parley/shared/meetings';
import type { Participant } from '@parley/shared/participants';
import type { SignalSend } from '@parley/shared/signaling';
import type { CommandInput, CommandName } from '@parley/shared/socket-events';
import { FakeChannel, Refusal } from './fake-channel';

interface Seat {
  channel: FakeChannel;
  participant: Participant;
}

/**
 * One room with the rules that a client can see, in memory and without delay. It passes the same
 * contract tests as the real server.
 */
export class FakeMeetingServer {
  capacity = 4;
  /** Errors that replace the next acks of a command. */
  /** The largest meeting that stays in a mesh; undefined without an SFU. */
  meshLimit: number | undefined;
  readonly refusals = new Map<CommandName, (ErrorCode | 'TIMEOUT')[]>();
  readonly seats = new Map<string, Seat>();
  /** Why newcomers get no seat although there are free ones. */
  #waitsFor: RoomPresence['waitsFor'];
  readonly #watchers = new Set<FakeChannel>();
  /** Channels that have watched the room at any time: they get `room:deleted`. */
  readonly #everWatched = new Set<FakeChannel>();
  /** The highest `joinSeq` of each account. */
  readonly #lastJoinSeqs = new Map<string, number>();
  #room = { code: 'abcd-efgh-jk', name: 'Room' };
  #joinSeq = 0;
  #accounts = 0;

  get code(): string {
    return this.#room.code;
  }

  connect(): FakeChannel {
    this.#accounts += 1;
    return new FakeChannel(this, this.#accounts.toString(16).padStart(24, '0'));
  }

  /** Another socket of the same account. */
  connectAgain(channel: FakeChannel): FakeChannel {
    return new FakeChannel(this, channel.accountId);
  }

  handle(channel: FakeChannel, command: CommandName, payload: unknown): unknown {
    const refusal = this.refusals.get(command)?.shift();
    if (refusal) throw new Refusal(refusal);
    switch (command) {
      case 'room:watch':
        this.#watchers.add(channel);
        this.#everWatched.add(channel);
        return {
          presence: this.presence(),
          iceServers: [],
          preconnect: false,
          ...(this.meshLimit !== undefined && { meshLimit: this.meshLimit }),
        };
      case 'join:report':
      case 'ice:report':
      case 'connection:report':
        return {};
      case 'ice:refresh':
        return { iceServers: [] };
      case 'room:unwatch':
        this.#watchers.delete(channel);
        return {};
      case 'meeting:join':
        return this.#join(channel, payload as CommandInput<'meeting:join'>);
      case 'meeting:leave':
        this.#leave(this.#seatOf(channel));
        return {};
      case 'participant:update': {
        const seat = this.#seatOf(channel);
        const media = { ...seat.participant.media, ...(payload as object) };
        this.#change(seat, { media });
        return { participant: seat.participant };
      }
      case 'signal:send':
        return this.#relay(channel, payload as SignalSend);
      default:
        throw new Refusal('UNKNOWN_EVENT');
    }
  }

  presence(): RoomPresence {
    return {
      room: this.#room,
      capacity: this.capacity,
      people: [...this.seats.values()].map(({ participant }) => ({
        id: participant.id,
        instanceId: participant.instanceId,
        displayName: participant.displayName,
        role: participant.role,
      })),
      ...(this.#waitsFor && { waitsFor: this.#waitsFor }),
    };
  }

  /** The mesh holds nobody else until the meeting has moved; undefined: it has. */
  waitFor(what: RoomPresence['waitsFor']): void {
    this.#waitsFor = what;
    this.#updateWatchers();
  }

  /** The socket was disconnected. */
  disconnected(channel: FakeChannel): void {
    this.#watchers.delete(channel);
    const seat = this.seats.get(channel.accountId);
    if (seat?.channel === channel) this.#change(seat, { connection: 'reconnecting' });
  }

  /** The lease of a disconnected seat ran out. */
  expire(channel: FakeChannel): void {
    const seat = this.seats.get(channel.accountId);
    if (seat) this.#leave(seat);
  }

  end(): void {
    for (const { channel } of this.seats.values()) {
      channel.deliver('meeting:ended', { reason: 'room_deleted' });
    }
    this.seats.clear();
  }

  deleteRoom(): void {
    this.end();
    for (const channel of this.#everWatched)
      channel.deliver('room:deleted', { code: this.#room.code });
  }

  changeRoom(name: string, capacity: number): void {
    this.#room = { ...this.#room, name };
    this.capacity = capacity;
    this.#updateWatchers();
    for (const { channel } of this.seats.values()) {
      channel.deliver('meeting:updated', { meeting: this.#meeting() });
    }
  }

  #join(channel: FakeChannel, input: CommandInput<'meeting:join'>): JoinAck {
    const { instanceId, media, offers = [], joinSeq } = input;
    const id = channel.accountId;
    const held = this.seats.get(id);
    if (joinSeq !== undefined && joinSeq < (this.#lastJoinSeqs.get(id) ?? 0)) {
      throw new Refusal('REPLACED');
    }
    if (!held && isFull(this.presence())) throw new Refusal('ROOM_FULL');
    if (held?.participant.instanceId === instanceId) {
      held.channel = channel;
      this.#change(held, { media, connection: 'connected' });
      return this.#ack(held);
    }
    if (held && held.channel !== channel) held.channel.deliver('meeting:replaced', {});
    this.#joinSeq += 1;
    this.#lastJoinSeqs.set(id, this.#joinSeq);
    const participant: Participant = {
      id,
      instanceId,
      displayName: `Person ${Number.parseInt(id, 16)}`,
      isOwner: false,
      role: 'participant',
      joinedAt: held?.participant.joinedAt ?? new Date(this.#joinSeq * 1_000).toISOString(),
      joinSeq: this.#joinSeq,
      media,
      connection: 'connected',
    };
    const seat = { channel, participant };
    this.seats.set(id, seat);
    this.#watchers.delete(channel);
    for (const other of this.#othersThan(seat)) {
      const { id: to, instanceId: toInstance } = other.participant;
      const found = offers.find((offer) => offer.to === to && offer.toInstance === toInstance);
      const offer = found && { epoch: found.epoch, description: found.description };
      other.channel.deliver('participant:joined', { participant, ...(offer && { offer }) });
    }
    this.#updateWatchers();
    return this.#ack(seat);
  }

  #meeting(): RunningMeeting {
    const startedAt = new Date(0).toISOString();
    const { capacity } = this;
    const controls = DEFAULT_CONTROLS;
    return { id: 'f'.repeat(24), room: this.#room, capacity, startedAt, controls };
  }

  #ack(seat: Seat): JoinAck {
    return {
      meeting: this.#meeting(),
      self: seat.participant,
      participants: this.#othersThan(seat).map(({ participant }) => participant),
      iceServers: [],
      messages: [],
      serverTime: new Date().toISOString(),
    };
  }

  #leave(seat: Seat): void {
    const { id, instanceId } = seat.participant;
    this.seats.delete(id);
    for (const other of this.seats.values()) {
      other.channel.deliver('participant:left', { id, instanceId });
    }
    this.#updateWatchers();
  }

  #change(seat: Seat, change: Partial<Participant>): void {
    seat.participant = { ...seat.participant, ...change };
    for (const other of this.#othersThan(seat)) {
      other.channel.deliver('participant:updated', { participant: seat.participant });
    }
  }

  #relay(channel: FakeChannel, signal: SignalSend): object {
    const { id, instanceId } = this.#seatOf(channel).participant;
    const { to, toInstance, ...body } = signal;
    const target = this.seats.get(to);
    if (target?.participant.instanceId !== toInstance) throw new Refusal('NOT_A_MEMBER');
    target.channel.deliver('signal:received', { from: id, fromInstance: instanceId, ...body });
    return {};
  }

  #seatOf(channel: FakeChannel): Seat {
    const seat = this.seats.get(channel.accountId);
    if (seat?.channel !== channel) throw new Refusal('NOT_A_MEMBER');
    return seat;
  }

  #othersThan(seat: Seat): Seat[] {
    return [...this.seats.values()].filter((other) => other !== seat);
  }

  #updateWatchers(): void {
    for (const watcher of this.#watchers) watcher.deliver('room:changed', this.presence());
  }
}
