import type { MediaState } from '@parley/shared/participants';
import type { JoinAck, RoomPresence } from '@parley/shared/meetings';
import type { JoinOffer } from '@parley/shared/signaling';
import type {
  CommandData,
  CommandInput,
  EventName,
  EventPayload,
  FirstCommand,
} from '@parley/shared/socket-events';
import { DisconnectTimer } from './disconnect-timer';
import { toCallError } from './call-error';
import type { CallError, CallPhase } from './call-snapshot';
import { leaveSeat, type Seat } from './leave-seat';
import { randomId } from '../../core/random-id';
import { isTransient, retryDelay } from '../../core/retry-delay';
import type { Scope } from '../../core/scope';
import type { SignalingChannel } from '../signaling-channel';

/** What the server says besides who is there. */
export type Watched = Pick<CommandData<'room:watch'>, 'iceServers' | 'preconnect'>;

export interface MembershipOptions {
  readonly code: string;
  readonly channel: SignalingChannel;
  readonly scope: Scope;
  takeOffers(): JoinOffer[];
  media(): MediaState;
  /** A seat was given up and the channel could not say so. */
  onLeftUnheard(seat: Seat): void;
  onPhase(phase: CallPhase, error: CallError | null): void;
  /** `watched` is there when the room was read anew, not when others came or went. */
  onPresence(presence: RoomPresence, watched: Watched | null): void;
  /** There is no such room any more, for a page that has seen it. */
  onRoomDeleted(): void;
  /** `told` is the media state that went with the command. */
  onJoined(ack: JoinAck, told: MediaState): void;
}

const WATCHING: readonly CallPhase[] = ['lobby', 'full'];
const SEEKING: readonly CallPhase[] = ['joining', 'reconnecting'];
const MEMBER: readonly CallPhase[] = ['live', 'reconnecting'];
const ACTIVE: readonly CallPhase[] = [...WATCHING, 'joining', ...MEMBER];

/**
 * Where one stands with the server: watching the room, taking a seat, taking it back after the
 * socket was lost, waiting for one to become free. Goes on trying for as long as trying can help.
 */
export class Membership {
  readonly #options: MembershipOptions;
  #phase: CallPhase = 'idle';
  #instanceId = randomId();
  /** Of the seat that was held last, since the person asked for one. */
  #joinSeq: number | undefined;
  #seat: Seat | null = null;
  /** Grows with every decision, so that answers to older ones are recognised. */
  #turn = 0;
  #attempt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #absence = new DisconnectTimer(() => this.#tellAbsence());
  #presence: RoomPresence | null = null;
  /** The server has shown the room to this page. */
  #hasSeenRoom = false;
  #settled: (() => void)[] = [];
  /** Facts that came before the join ack; applied after it. */
  #held: (() => void)[] | null = null;

  constructor(options: MembershipOptions) {
    this.#options = options;
    const { channel, scope } = options;
    scope.add(channel.state.subscribe(() => this.#onChannel()));
    scope.add(channel.on('room:changed', (presence) => this.#onPresence(presence, null)));
    scope.add(
      channel.on('room:deleted', ({ code }) => {
        if (code === options.code) options.onRoomDeleted();
      }),
    );
    scope.add(() => clearTimeout(this.#timer));
    scope.add(() => this.#absence.end());
  }

  get phase(): CallPhase {
    return this.#phase;
  }

  /** Names this page among those of the same account. */
  get instanceId(): string {
    return this.#instanceId;
  }

  /** What is asked as soon as the channel stands; not a first join, of which the offers are not made. */
  nextCommand(): FirstCommand | null {
    if (WATCHING.includes(this.#phase)) return { command: 'room:watch', payload: this.#toWatch() };
    if (this.#phase !== 'reconnecting') return null;
    return { command: 'meeting:join', payload: this.#toJoin(this.#options.media(), []) };
  }

  /** Listens to a fact of the meeting, never ahead of the join ack and only while a member. */
  onEvent<F extends EventName>(fact: F, listener: (payload: EventPayload<F>) => void): void {
    const { channel, scope } = this.#options;
    const apply = (payload: EventPayload<F>): void => {
      if (MEMBER.includes(this.#phase)) this.guard(() => listener(payload));
    };
    const hear = (payload: EventPayload<F>): void => {
      if (this.#held) this.#held.push(() => apply(payload));
      else apply(payload);
    };
    scope.add(channel.on(fact, hear));
  }

  /** Resolves when the room was first read, or cannot be. */
  watch(): Promise<void> {
    this.#enter('lobby');
    return this.#untilSettled(() => void this.#watch());
  }

  /** Resolves in phase `live`, `full` or `failed` (or what else came meanwhile). */
  join(fresh: boolean): Promise<void> {
    if (fresh) this.#instanceId = randomId();
    this.#joinSeq = undefined;
    this.#seat = null;
    this.#enter('joining');
    return this.#untilSettled(() => void this.#seek());
  }

  /** The seat is lost although the socket stands: take another. */
  resume(): void {
    if (this.#phase !== 'live') return;
    this.#enter('reconnecting');
    void this.#seek();
  }

  /**
   * Does what an answer or a fact of the server asks for. What it throws comes from the browser, so
   * it must not be taken for an answer: it ends the call.
   */
  guard(run: () => void): void {
    try {
      run();
    } catch (error) {
      void this.fail(error);
    }
  }

  /** The browser cannot go on: gives up what is held, so that the others see nobody who is not there. */
  async fail(error: unknown): Promise<void> {
    const message = error instanceof Error ? error.message : 'Unknown error';
    if (ACTIVE.includes(this.#phase)) await this.stop('failed', { code: 'BROWSER', message });
  }

  /** Gives up what is held and stays in `phase`. Resolves when the server knows, or cannot. */
  async stop(phase: CallPhase, error: CallError | null = null): Promise<void> {
    const was = this.#phase;
    this.#enter(phase, error);
    const { channel } = this.#options;
    if (WATCHING.includes(was)) await channel.request('room:unwatch', {}).catch(() => undefined);
    const seated = MEMBER.includes(was) || was === 'joining';
    if (seated && phase !== 'replaced' && phase !== 'ended') await this.#leave(this.#seat);
  }

  async #watch(): Promise<void> {
    const { channel } = this.#options;
    const turn = this.#turn;
    if (channel.state.get() !== 'connected') return this.#onNoChannel();
    try {
      const answer = await channel.request('room:watch', this.#toWatch());
      if (turn !== this.#turn) return;
      if (this.#phase === 'lobby') this.#attempt = 0;
      this.#hasSeenRoom = true;
      this.#options.onPhase(this.#phase, null);
      this.guard(() => this.#onPresence(answer.presence, answer));
      this.#settle();
    } catch (error) {
      if (turn === this.#turn) this.#retryOrFail(toCallError(error), () => void this.#watch());
    }
  }

  async #seek(): Promise<void> {
    const { channel } = this.#options;
    const turn = ++this.#turn;
    clearTimeout(this.#timer);
    if (channel.state.get() !== 'connected') return this.#onNoChannel();
    const media = this.#options.media();
    this.#held ??= [];
    try {
      const offers = this.#phase === 'joining' ? this.#options.takeOffers() : [];
      const join = this.#toJoin(media, offers);
      const ack = await channel.request('meeting:join', join);
      const seat = { meetingId: ack.meeting.id, instanceId: join.instanceId };
      if (turn === this.#turn) this.guard(() => this.#onAck(ack, media, seat));
      else this.#leaveIfUnwanted(seat);
    } catch (error) {
      if (turn === this.#turn) this.#onRefused(toCallError(error));
    }
  }

  #toWatch(): CommandInput<'room:watch'> {
    return { code: this.#options.code, instanceId: this.#instanceId };
  }

  #toJoin(media: MediaState, offers: JoinOffer[]): CommandInput<'meeting:join'> {
    const joinSeq = this.#joinSeq;
    const { code } = this.#options;
    return {
      code,
      instanceId: this.#instanceId,
      media,
      offers,
      ...(joinSeq !== undefined && { joinSeq }),
    };
  }

  #onAck(ack: JoinAck, media: MediaState, seat: Seat): void {
    const held = this.#held ?? [];
    this.#held = null;
    this.#attempt = 0;
    this.#phase = 'live';
    this.#hasSeenRoom = true;
    this.#joinSeq = ack.self.joinSeq;
    this.#seat = seat;
    this.#options.onJoined(ack, media);
    for (const apply of held) apply();
    this.#settle();
  }

  #onRefused(error: CallError): void {
    this.#held = null;
    if (error.code === 'ROOM_FULL') {
      this.#enter('full');
      void this.#watch();
    } else if (error.code === 'REPLACED') {
      // It happened while this page was offline; from here on only the person takes the seat back.
      this.#enter('replaced');
    } else {
      this.#retryOrFail(error, () => void this.#seek());
    }
  }

  /** A join that was given up while it was under way. */
  #leaveIfUnwanted(seat: Seat): void {
    if (!SEEKING.includes(this.#phase) && !MEMBER.includes(this.#phase)) void this.#leave(seat);
  }

  #leave(seat: Seat | null): Promise<void> {
    return leaveSeat(this.#options.channel, seat, this.#options.onLeftUnheard);
  }

  #onPresence(presence: RoomPresence, watched: Watched | null): void {
    if (!WATCHING.includes(this.#phase) && this.#phase !== 'joining') return;
    this.#presence = presence;
    this.#options.onPresence(presence, watched);
    if (this.#phase === 'full') this.#tryFreeSeat();
  }

  /** The first try is immediate; while the server goes on refusing they become rarer. */
  #tryFreeSeat(): void {
    const presence = this.#presence;
    clearTimeout(this.#timer);
    if (!presence || presence.people.length >= presence.capacity) {
      this.#attempt = 0;
      return;
    }
    const attempt = this.#attempt;
    const take = (): void => {
      this.#enter('joining');
      this.#attempt = attempt + 1;
      void this.#seek();
    };
    if (attempt === 0) take();
    else this.#timer = setTimeout(take, retryDelay(attempt));
  }

  #retryOrFail(error: CallError, retry: () => void): void {
    if (error.code === 'NOT_FOUND' && this.#hasSeenRoom) {
      // Deleted while the server could not say so.
      this.#options.onRoomDeleted();
      return;
    }
    if (!isTransient(error)) {
      this.#enter('failed', error);
      return;
    }
    this.#attempt += 1;
    this.#options.onPhase(this.#phase, error);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(retry, retryDelay(this.#attempt, error.retryAfter));
    if (this.#phase === 'lobby') this.#settle();
  }

  #onChannel(): void {
    const state = this.#options.channel.state.get();
    if (state === 'connected') {
      this.#absence.end();
      if (SEEKING.includes(this.#phase)) void this.#seek();
      else if (WATCHING.includes(this.#phase)) void this.#watch();
      return;
    }
    if (this.#phase === 'live') this.#enter('reconnecting');
    this.#onNoChannel();
  }

  /** Waits for the channel, unless it is closed for good. */
  #onNoChannel(): void {
    const active = [...WATCHING, ...SEEKING].includes(this.#phase);
    if (this.#options.channel.state.get() === 'closed' && active) {
      this.#enter('failed', { code: 'NETWORK', message: 'The connection was closed' });
    }
    this.#absence.begin();
    if (this.#phase === 'lobby') this.#settle();
  }

  /** Who is in the meeting sees by the phase that the channel is away. */
  #tellAbsence(): void {
    if (!WATCHING.includes(this.#phase) && this.#phase !== 'joining') return;
    this.#options.onPhase(this.#phase, { code: 'NETWORK', message: 'No way to the server' });
  }

  #enter(phase: CallPhase, error: CallError | null = null): void {
    this.#turn += 1;
    clearTimeout(this.#timer);
    this.#attempt = phase === 'full' ? this.#attempt : 0;
    if (!SEEKING.includes(phase)) this.#held = null;
    this.#phase = phase;
    this.#options.onPhase(phase, error);
    if (!SEEKING.includes(phase) && phase !== 'lobby') this.#settle();
  }

  #untilSettled(start: () => void): Promise<void> {
    return new Promise((resolve) => {
      this.#settled.push(resolve);
      start();
    });
  }

  #settle(): void {
    for (const resolve of this.#settled.splice(0)) resolve();
  }
}
