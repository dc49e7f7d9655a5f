import type { ConnectionMinute } from '@parley/shared/connections';
import type { IceReport } from '@parley/shared/ice';
import type { Limitation } from '@parley/shared/media-route';
import type { JoinTiming } from '@parley/shared/join-timing';
import type { MediaState } from '@parley/shared/participants';
import type { JoinOffer, SignalReceived } from '@parley/shared/signaling';
import type {
  CommandInput,
  EventName,
  EventPayload,
  HandshakeCommand,
} from '@parley/shared/socket-events';
import { retryDelay } from '../../core/backoff';
import { createLog } from '../../core/log';
import { randomId } from '../../core/random-id';
import type { Scope } from '../../core/scope';
import type { MoveStep } from '../media-transport';
import type { ChannelState, SignalingChannel } from '../signaling-channel';
import { toCallError } from './call-error';
import {
  type CallEvent,
  isInMeeting,
  isOver,
  isWatching,
  type RoomEffect,
  type Seat,
} from './call-machine';
import type { CallPhase } from './call-snapshot';

const log = createLog('room');

/** The UI does not show shorter outages of the socket. */
const OUTAGE_MS = 3_000;

export interface RoomClientOptions {
  readonly code: string;
  readonly channel: SignalingChannel;
  readonly scope: Scope;
  /** Receives every ack, refusal and event that may change the phase. */
  dispatch(event: CallEvent): void;
  phase(): CallPhase;
  /** Runs a listener. Its errors come from the browser and are no refusal of the server. */
  guard(run: () => void): void;
  /** The state that travels with the next join. */
  media(): MediaState;
  takeOffers(): JoinOffer[];
  /** A seat was given up, and the channel could not deliver the leave. */
  onLeaveUndelivered(seat: Seat): void;
}

/**
 * The client's side of a room: sends the commands that the call machine asks for, and turns acks,
 * refusals and events of the server into events of the machine. Decides nothing itself.
 */
export class RoomClient {
  readonly #options: RoomClientOptions;
  #instanceId = randomId();
  /** The `joinSeq` and the seat that this instance held last. */
  #joinSeq: number | undefined;
  #seat: Seat | null = null;
  /** Grows with every command and every abandonment, so that late acks are recognised. */
  #request = 0;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #outageTimer: ReturnType<typeof setTimeout> | undefined;
  /** Events of the meeting that arrived before the join ack; delivered after it. */
  #early: (() => void)[] | null = null;

  constructor(options: RoomClientOptions) {
    this.#options = options;
    const { channel, code, scope, dispatch } = options;
    scope.add(channel.state.subscribe(() => this.#onSocketChange(channel.state.get())));
    scope.add(
      channel.on('room:changed', (presence) => dispatch({ type: 'presence-changed', presence })),
    );
    scope.add(
      channel.on('room:deleted', (room) => {
        if (room.code === code) dispatch({ type: 'room-deleted' });
      }),
    );
    scope.add(channel.on('entry:changed', () => dispatch({ type: 'entry-changed' })));
    scope.add(
      channel.on('knock:answered', ({ isAdmitted, retryAfter = 0 }) =>
        dispatch({
          type: 'knock-answered',
          refusal: isAdmitted ? null : { code: 'REFUSED', retryAfter },
        }),
      ),
    );
    this.on('meeting:replaced', () => dispatch({ type: 'replaced' }));
    this.on('meeting:removed', (removal) => dispatch({ type: 'removed', removal }));
    this.on('meeting:ended', ({ reason }) => dispatch({ type: 'meeting-ended', reason }));
    scope.add(() => clearTimeout(this.#retryTimer));
    scope.add(() => clearTimeout(this.#outageTimer));
  }

  get instanceId(): string {
    return this.#instanceId;
  }

  /**
   * The command that the phase sends as soon as the socket is connected, so that it can travel with
   * the handshake. A first join cannot travel so early, because its offers do not exist yet.
   */
  nextCommand(): HandshakeCommand | null {
    const phase = this.#options.phase();
    if (isWatching(phase)) return { command: 'room:watch', payload: this.#watchPayload() };
    if (phase !== 'reconnecting') return null;
    return { command: 'meeting:join', payload: this.#joinPayload(this.#options.media(), []) };
  }

  /**
   * Listens to an event of the meeting while the client is in it. An event that arrives before the
   * join ack waits for it.
   */
  on<E extends EventName>(event: E, listener: (payload: EventPayload<E>) => void): void {
    const { channel, scope, guard, phase } = this.#options;
    const onEvent = (payload: EventPayload<E>): void => {
      const run = (): void => {
        if (isInMeeting(phase())) guard(() => listener(payload));
      };
      if (this.#early) this.#early.push(run);
      else run();
    };
    scope.add(channel.on(event, onEvent));
  }

  /**
   * Listens to signals until the call is over. They do not wait for the join ack: they may answer
   * offers that travelled with the join.
   */
  onSignal(listener: (signal: SignalReceived) => void): void {
    const { channel, scope, guard, phase } = this.#options;
    const onSignal = (signal: SignalReceived): void => {
      if (!isOver(phase())) guard(() => listener(signal));
    };
    scope.add(channel.on('signal:received', onSignal));
  }

  /** Never rejects, because a lost report does not concern the user. */
  async reportJoin(timing: JoinTiming): Promise<void> {
    try {
      await this.#options.channel.request('join:report', timing);
    } catch (error) {
      log.debug('the join timing was not reported', { error });
    }
  }

  /** Rejects when the server did not get the report. */
  async reportIce(report: IceReport): Promise<void> {
    await this.#options.channel.request('ice:report', report);
  }

  /** Rejects when the server did not store the minutes. */
  async reportConnections(minutes: ConnectionMinute[]): Promise<void> {
    await this.#options.channel.request('connection:report', { minutes });
  }

  /** Tells the server how far a move is here. Never rejects: the server has a deadline. */
  async reportMove(gen: number, step: MoveStep): Promise<void> {
    const { channel } = this.#options;
    try {
      if (step === 'unreachable' || step === 'no_encryption') {
        await channel.request('move:fail', { gen, reason: step });
      } else await channel.request('move:confirm', { gen, step });
    } catch (error) {
      log.debug('a step of a move was not reported', { error });
    }
  }

  /** Tells the server what limits the videos that this client sends. Never rejects: it is a wish. */
  async reportLimitation(by: Limitation): Promise<void> {
    try {
      await this.#options.channel.request('limitation:report', { by });
    } catch (error) {
      log.debug('a limitation was not reported', { error });
    }
  }

  /** From now on, acks of earlier commands count as late and no retry is due. */
  abandon(): void {
    this.#request += 1;
    this.#early = null;
    this.#cancelRetry();
  }

  /**
   * Performs an effect of the call machine. For an effect that gives something up it returns a
   * promise, which resolves when the server has answered or cannot be reached.
   */
  perform(effect: RoomEffect): void | Promise<void> {
    switch (effect.type) {
      case 'watch-room':
        return void this.#watch();
      case 'unwatch-room':
        return this.#unwatch();
      case 'forget-seat':
        if (effect.newInstance) this.#instanceId = randomId();
        this.#joinSeq = undefined;
        this.#seat = null;
        return;
      case 'join':
        return void this.#join(effect.resumes);
      case 'knock':
        return void this.#knock();
      case 'leave':
        return this.#leave(this.#seat);
      case 'leave-seat':
        return this.#leave(effect.seat);
      case 'retry':
        return this.#retry(effect);
      case 'cancel-retry':
        return this.#cancelRetry();
    }
  }

  async #watch(): Promise<void> {
    const { channel, dispatch } = this.#options;
    const request = this.#begin();
    try {
      const { presence, ...details } = await channel.request('room:watch', this.#watchPayload());
      if (request === this.#request) dispatch({ type: 'room-watched', presence, details });
    } catch (error) {
      if (request !== this.#request) return;
      log.warn('watching the room was refused', { error });
      dispatch({ type: 'watch-refused', error: toCallError(error) });
    }
  }

  async #knock(): Promise<void> {
    const { channel, dispatch, code } = this.#options;
    const request = this.#begin();
    try {
      const { status } = await channel.request('room:knock', { code });
      if (request !== this.#request) return;
      dispatch({ type: 'knocked', isAdmitted: status === 'admitted' });
    } catch (error) {
      if (request !== this.#request) return;
      log.warn('the knock was refused', { error });
      dispatch({ type: 'knock-refused', error: toCallError(error) });
    }
  }

  /** Gives the password of the room. Rejects with the refusal of the server. */
  async givePassword(password: string): Promise<void> {
    const { channel, code, dispatch } = this.#options;
    await channel.request('room:give-password', { code, password });
    dispatch({ type: 'entry-changed' });
  }

  async #unwatch(): Promise<void> {
    try {
      await this.#options.channel.request('room:unwatch', {});
    } catch (error) {
      log.debug('room:unwatch was refused', { error });
    }
  }

  async #join(resumes: boolean): Promise<void> {
    const { channel, dispatch } = this.#options;
    const request = this.#begin();
    const media = this.#options.media();
    this.#early ??= [];
    try {
      const join = this.#joinPayload(media, resumes ? [] : this.#options.takeOffers());
      const ack = await channel.request('meeting:join', join);
      const seat = { meetingId: ack.meeting.id, instanceId: join.instanceId };
      if (request !== this.#request) return dispatch({ type: 'joined-late', seat });
      const early = this.#early;
      this.#early = null;
      this.#joinSeq = ack.self.joinSeq;
      this.#seat = seat;
      dispatch({ type: 'joined', ack, media });
      for (const run of early) run();
    } catch (error) {
      if (request !== this.#request) return;
      log.warn('the join was refused', { error });
      this.#early = null;
      dispatch({ type: 'join-refused', error: toCallError(error) });
    }
  }

  /**
   * Gives up the seat of the socket. If the server cannot be reached, or refuses because a new
   * socket does not have the seat yet, `onLeaveUndelivered` gets `seat`.
   */
  async #leave(seat: Seat | null): Promise<void> {
    const { channel, onLeaveUndelivered } = this.#options;
    try {
      await channel.request('meeting:leave', {});
    } catch (error) {
      log.warn('the leave was not delivered', { error });
      if (seat) onLeaveUndelivered(seat);
    }
  }

  #retry({ event, attempt, retryAfter }: Extract<RoomEffect, { type: 'retry' }>): void {
    this.#cancelRetry();
    this.#retryTimer = setTimeout(
      () => this.#options.dispatch({ type: event }),
      retryDelay(attempt, retryAfter),
    );
  }

  #cancelRetry(): void {
    clearTimeout(this.#retryTimer);
  }

  #begin(): number {
    this.#cancelRetry();
    this.#request += 1;
    return this.#request;
  }

  #onSocketChange(socket: ChannelState): void {
    const { dispatch } = this.#options;
    if (socket === 'connected') {
      clearTimeout(this.#outageTimer);
      this.#outageTimer = undefined;
    } else {
      this.#outageTimer ??= setTimeout(() => dispatch({ type: 'socket-outage' }), OUTAGE_MS);
    }
    dispatch({ type: 'socket-changed', socket });
  }

  #watchPayload(): CommandInput<'room:watch'> {
    return { code: this.#options.code, instanceId: this.#instanceId };
  }

  #joinPayload(media: MediaState, offers: JoinOffer[]): CommandInput<'meeting:join'> {
    const { code } = this.#options;
    const joinSeq = this.#joinSeq;
    const payload = { code, instanceId: this.#instanceId, media, offers };
    return joinSeq === undefined ? payload : { ...payload, joinSeq };
  }
}
