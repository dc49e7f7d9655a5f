import type { ErrorCode } from '@parley/shared/errors';
import type { JoinAck, LiveMeeting, RoomPresence } from '@parley/shared/meetings';
import type { Participant } from '@parley/shared/participants';
import type { SignalSend } from '@parley/shared/signaling';
import type { CommandInput, CommandName } from '@parley/shared/socket-events';
import { FakeChannel, Refusal } from './fake-channel';

interface Seat {
  channel: FakeChannel;
  participant: Participant;
}

/** The rules of rooms and meetings that a client can see, in memory and without delay. */
export class FakeMeetingServer {
  capacity = 4;
  /** The next answers to this command, instead of what the rules say. */
  readonly refusals = new Map<CommandName, (ErrorCode | 'TIMEOUT')[]>();
  readonly seats = new Map<string, Seat>();
  readonly #watchers = new Set<FakeChannel>();
  /** Those whose page is about the room. */
  readonly #pages = new Set<FakeChannel>();
  #room = { code: 'abcd-efgh-jk', name: 'Room' };
  #joinSeq = 0;
  #accounts = 0;

  connect(): FakeChannel {
    this.#accounts += 1;
    return new FakeChannel(this, this.#accounts.toString(16).padStart(24, '0'));
  }

  /** The same account on another page. */
  connectAgain(channel: FakeChannel): FakeChannel {
    return new FakeChannel(this, channel.accountId);
  }

  handle(channel: FakeChannel, command: CommandName, payload: unknown): unknown {
    const refusal = this.refusals.get(command)?.shift();
    if (refusal) throw new Refusal(refusal);
    switch (command) {
      case 'room:watch':
        this.#watchers.add(channel);
        this.#pages.add(channel);
        return { presence: this.presence(), iceServers: [], preconnect: false };
      case 'join:report':
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
      people: [...this.seats.values()].map(({ participant: { id, instanceId, displayName } }) => ({
        id,
        instanceId,
        displayName,
      })),
    };
  }

  lost(channel: FakeChannel): void {
    this.#watchers.delete(channel);
    const seat = this.seats.get(channel.accountId);
    if (seat?.channel === channel) this.#change(seat, { connection: 'reconnecting' });
  }

  /** The lease of a lost seat ran out. */
  expire(channel: FakeChannel): void {
    const seat = this.seats.get(channel.accountId);
    if (seat) this.#leave(seat);
  }

  end(): void {
    for (const { channel } of this.seats.values()) {
      channel.tell('meeting:ended', { reason: 'room_deleted' });
    }
    this.seats.clear();
  }

  deleteRoom(): void {
    this.end();
    for (const page of this.#pages) page.tell('room:deleted', { code: this.#room.code });
  }

  changeRoom(name: string, capacity: number): void {
    this.#room = { ...this.#room, name };
    this.capacity = capacity;
    this.#tellWatchers();
    for (const { channel } of this.seats.values()) {
      channel.tell('meeting:updated', { meeting: this.#meeting() });
    }
  }

  #join(channel: FakeChannel, input: CommandInput<'meeting:join'>): JoinAck {
    const { instanceId, media, offers = [], joinSeq } = input;
    const id = channel.accountId;
    const held = this.seats.get(id);
    if (!held && this.seats.size >= this.capacity) throw new Refusal('ROOM_FULL');
    if (held?.participant.instanceId === instanceId) {
      held.channel = channel;
      this.#change(held, { media, connection: 'connected' });
      return this.#ack(held);
    }
    if (held && joinSeq !== undefined && joinSeq < held.participant.joinSeq)
      throw new Refusal('REPLACED');
    if (held && held.channel !== channel) held.channel.tell('meeting:replaced', {});
    this.#joinSeq += 1;
    const participant: Participant = {
      id,
      instanceId,
      displayName: `Person ${Number.parseInt(id, 16)}`,
      isOwner: false,
      joinedAt: new Date(this.#joinSeq * 1_000).toISOString(),
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
      other.channel.tell('participant:joined', { participant, ...(offer && { offer }) });
    }
    this.#tellWatchers();
    return this.#ack(seat);
  }

  #meeting(): LiveMeeting {
    const startedAt = new Date(0).toISOString();
    return { id: 'f'.repeat(24), room: this.#room, capacity: this.capacity, startedAt };
  }

  #ack(seat: Seat): JoinAck {
    return {
      meeting: this.#meeting(),
      self: seat.participant,
      participants: this.#othersThan(seat).map(({ participant }) => participant),
      iceServers: [],
      messages: [],
    };
  }

  #leave(seat: Seat): void {
    const { id, instanceId } = seat.participant;
    this.seats.delete(id);
    for (const other of this.seats.values()) {
      other.channel.tell('participant:left', { id, instanceId });
    }
    this.#tellWatchers();
  }

  #change(seat: Seat, change: Partial<Participant>): void {
    seat.participant = { ...seat.participant, ...change };
    for (const other of this.#othersThan(seat)) {
      other.channel.tell('participant:updated', { participant: seat.participant });
    }
  }

  #relay(channel: FakeChannel, signal: SignalSend): object {
    const { id, instanceId } = this.#seatOf(channel).participant;
    const { to, toInstance, ...body } = signal;
    const target = this.seats.get(to);
    if (target?.participant.instanceId !== toInstance) throw new Refusal('NOT_A_MEMBER');
    target.channel.tell('signal:received', { from: id, fromInstance: instanceId, ...body });
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

  #tellWatchers(): void {
    for (const watcher of this.#watchers) watcher.tell('room:changed', this.presence());
  }
}
