import type { JoinAck, RunningMeeting } from '@parley/shared/meetings';
import { isHost } from '@parley/shared/roles';
import type { HandshakeCommand } from '@parley/shared/socket-events';
import type { KeyValueStorage } from '../../core/browser-storage';
import { Emitter, type Subscribable } from '../../core/emitter';
import { createLog } from '../../core/log';
import type { PageVisibility } from '../../core/page-visibility';
import { EncryptionError, type EncryptionProblem } from '../../core/room-key';
import { Scope } from '../../core/scope';
import type { ReadonlyValue } from '../../core/value';
import { type EffectLoaders, LocalMedia, type MediaControls } from '../local/local-media';
import type { CreateTransport, MediaTransport } from '../media-transport';
import type { VisibleSource } from '../track-source';
import { AudioLevelMonitor } from '../quality/audio-level-monitor';
import { LowConnectionMode } from '../quality/low-connection-mode';
import { StatisticsFeed } from '../quality/statistics-feed';
import type { SignalingChannel } from '../signaling-channel';
import {
  type CallEffect,
  type CallEvent,
  type CallState,
  canJoin,
  initialCallState,
  isOver,
  isSettled,
  type Seat,
  transition,
} from './call-machine';
import type { CallSnapshot } from './call-snapshot';
import { CallHosting } from './call-hosting';
import { CallStore } from './call-store';
import { IceServers } from './ice-servers';
import { JoinTimer } from './join-timer';
import { MediaStateSync } from './media-state-sync';
import { Preconnect } from './preconnect';
import { RoomClient } from './room-client';
import { SocketProbe } from './socket-probe';
import { wireParts } from './wiring';

const log = createLog('call');

// A type alias, because the emitter needs an index signature.
export type CallSessionEvents = {
  /** The client has joined, for the first time or after a disconnect. */
  joined: JoinAck;
};

export interface CallSessionOptions {
  readonly code: string;
  readonly channel: SignalingChannel;
  readonly createTransport: CreateTransport;
  /** `navigator.mediaDevices`, which is missing on insecure origins. */
  readonly mediaDevices: MediaDevices | undefined;
  /** Default: none; a revoked permission then shows only by tracks that end. */
  readonly permissions?: Permissions | undefined;
  /** Default: the visibility of this document. */
  readonly visibility?: PageVisibility;
  /** Default: noise suppression and background blur of this application. */
  readonly effects?: EffectLoaders;
  /** Remembers devices, on/off choices and the low-connection mode. Default: nothing is remembered. */
  readonly storage?: KeyValueStorage;
  /**
   * Gives up a seat if the channel could not deliver the leave, also after `dispose`. Default: the
   * seat lease expires.
   */
  readonly leaveLater?: (seat: Seat) => void;
  /** Why this client may not be in a room with this key check. Default: it may be in every room. */
  readonly keyProblem?: (keyCheck: string | undefined) => Promise<EncryptionProblem | null>;
}

/**
 * One client's call in one room: before, during and after the meeting. The UI talks to nothing
 * else. The session passes everything that happens to the call machine and performs the effects
 * that the machine asks for. Opens nothing before `enterLobby` or `join`.
 */
export class CallSession {
  readonly snapshot: ReadonlyValue<CallSnapshot>;
  /** Microphone, camera, screen and raised hand. */
  readonly media: MediaControls;
  readonly lowConnection: Pick<LowConnectionMode, 'set' | 'declineOffer'>;
  readonly statistics: Pick<StatisticsFeed, 'dataUsed' | 'watch'>;
  /** What hosts do, and what they did to this user. */
  readonly hosting: Pick<CallHosting, 'request' | 'events'>;
  readonly events: Subscribable<CallSessionEvents>;
  readonly #events = new Emitter<CallSessionEvents>();
  readonly #scope = new Scope();
  readonly #room: RoomClient;
  readonly #store: CallStore;
  readonly #transport: MediaTransport;
  readonly #local: LocalMedia;
  readonly #mediaState: MediaStateSync;
  readonly #iceServers: IceServers;
  readonly #socketProbe: SocketProbe;
  readonly #preconnect: Preconnect;
  readonly #levels: AudioLevelMonitor;
  readonly #lowConnection: LowConnectionMode;
  readonly #statistics: StatisticsFeed;
  readonly #joinTimer: JoinTimer;
  readonly #hosting: CallHosting;
  readonly #keyProblem: CallSessionOptions['keyProblem'];
  #state: CallState;
  #waiting: (() => void)[] = [];

  constructor(options: CallSessionOptions) {
    const { channel, code, storage } = options;
    const scope = this.#scope;
    this.events = this.#events;
    this.#keyProblem = options.keyProblem;
    this.#state = initialCallState(channel.state.get());
    this.media = this.#local = new LocalMedia({
      mediaDevices: options.mediaDevices,
      permissions: options.permissions,
      visibility: options.visibility,
      storage,
      effects: options.effects,
      scope,
    });
    this.#transport = options.createTransport({
      sendSignal: async (signal) => void (await channel.request('signal:send', signal)),
      refreshIceServers: () => this.#iceServers.refresh(),
      reportMove: (gen, step) => this.#room.reportMove(gen, step),
      refreshSfu: async (gen) => (await channel.request('sfu:refresh', { gen })).access,
    });
    this.#store = new CallStore((id) => this.#transport.remote(id));
    this.snapshot = this.#store.rendered;
    const parts = { scope, transport: this.#transport, store: this.#store };
    this.statistics = this.#statistics = new StatisticsFeed(parts);
    this.lowConnection = this.#lowConnection = new LowConnectionMode({ ...parts, storage });
    this.#levels = new AudioLevelMonitor({ ...parts, own: this.#local });
    this.#joinTimer = new JoinTimer((timing) => void this.#room.reportJoin(timing));
    this.#socketProbe = new SocketProbe({
      channel,
      scope,
      onAnswer: (servers) => this.#iceServers.set(servers),
    });
    this.#iceServers = new IceServers({
      scope,
      request: () => this.#socketProbe.verify(),
      onChange: (servers) => this.#transport.configure(servers),
    });
    this.hosting = this.#hosting = new CallHosting({
      channel,
      local: this.#local,
      isHost: () => isHost(this.#store.self?.role ?? 'participant'),
    });
    this.#mediaState = new MediaStateSync(this.#local.state, {
      send: (change) => channel.request('participant:update', change),
      onNotMember: () => void this.#dispatch({ type: 'seat-lost' }),
      onNotAllowed: (keys) => this.#hosting.stop(keys),
    });
    this.#room = new RoomClient({
      code,
      channel,
      scope,
      dispatch: (event) => void this.#dispatch(event),
      phase: () => this.#state.phase,
      guard: (listener) => this.#guard(listener),
      media: () => this.#mediaState.current,
      takeOffers: () => this.#transport.takeOffers(),
      onLeaveUndelivered: (seat) => options.leaveLater?.(seat),
    });
    this.#preconnect = new Preconnect({
      ...parts,
      iceServers: this.#iceServers,
      instanceId: () => this.#room.instanceId,
    });
    scope.add(() => this.#joinTimer.stop());
    wireParts({
      ...parts,
      room: this.#room,
      local: this.#local,
      mediaState: this.#mediaState,
      socketProbe: this.#socketProbe,
      levels: this.#levels,
      lowConnection: this.#lowConnection,
      statistics: this.#statistics,
      joinTimer: this.#joinTimer,
      hosting: this.#hosting,
      events: this.#events,
      fail: (cause) => void this.#fail(cause),
    });
  }

  /** The command to send as soon as the socket is connected; null while none is known. */
  nextCommand(): HandshakeCommand | null {
    return this.#room.nextCommand();
  }

  /**
   * Opens devices and watches the room. Resolves when both have succeeded or failed; never rejects
   * because of a device.
   */
  async enterLobby(): Promise<void> {
    if (this.#scope.closed || this.#state.phase !== 'idle') return;
    void this.#dispatch({ type: 'lobby-opened' });
    await Promise.all([this.#untilSettled(), this.#openDevices()]);
  }

  /** Resolves when the join has succeeded, has failed, or waits for a free seat. */
  async join(): Promise<void> {
    if (this.#scope.closed || !canJoin(this.#state.phase)) return;
    this.#joinTimer.start({ isPreconnected: this.#transport.isPreconnected, isRejoin: false });
    const { failure } = this.#preconnect;
    // A client that cannot connect takes no seat: it could never be seen or heard.
    if (failure !== null) return this.#fail(failure);
    void this.#dispatch({ type: 'join-requested' });
    await this.#untilSettled();
  }

  /** Asks the hosts again after a refusal. */
  knockAgain(): void {
    if (!this.#scope.closed) void this.#dispatch({ type: 'knock-requested' });
  }

  /**
   * Gives the password of the room. Resolves when the lobby shows what it has changed; rejects with
   * the refusal of the server.
   */
  async givePassword(password: string): Promise<void> {
    await this.#room.givePassword(password);
    await this.#untilSettled();
  }

  /** Gives up the seat. Resolves when the server has answered or cannot be reached. */
  async leave(): Promise<void> {
    if (!this.#scope.closed) await this.#dispatch({ type: 'leave-requested' });
  }

  /** Joins again as a new instance after the call was over. Resolves like `join`. */
  async rejoin(): Promise<void> {
    if (this.#scope.closed || !isOver(this.#state.phase)) return;
    this.#joinTimer.start({ isPreconnected: false, isRejoin: true });
    void this.#dispatch({ type: 'rejoin-requested' });
    // A permission prompt that the user does not answer must not keep them out.
    await Promise.race([this.#openDevices(), this.#local.untilAsking()]);
    if (this.#scope.closed) return;
    void this.#dispatch({ type: 'devices-ready' });
    await this.#untilSettled();
  }

  /** Asks for the devices again, for example after a denial. */
  async retryDevices(): Promise<void> {
    if (!this.#scope.closed && !isOver(this.#state.phase)) await this.#openDevices();
  }

  /**
   * Sets how large a participant's camera or screen is shown, in physical pixels of height; 0 while
   * it is hidden. The participant then sends no more than that.
   */
  constrain(participantId: string, source: VisibleSource, height: number): void {
    this.#transport.constrain(participantId, source, height);
  }

  /** The UI has shown a video frame of another participant. */
  noteVideoFrame(): void {
    this.#joinTimer.mark('firstFrame');
  }

  /** Leaves the meeting and closes tracks, connections and listeners. Idempotent. */
  dispose(): void {
    if (this.#scope.closed) return;
    void this.#dispatch({ type: 'disposed' });
    this.#mediaState.stop();
    this.#local.close();
    this.#transport.close();
    this.#events.clear();
    this.#hosting.close();
    this.#statistics.close();
    this.#scope.close();
    this.#store.close();
  }

  /**
   * Passes an event to the call machine and performs the effects. Resolves when the server has
   * answered every command that says goodbye, or cannot be reached. Never throws: an error of the
   * browser becomes an event.
   */
  async #dispatch(event: CallEvent): Promise<void> {
    const before = this.#state;
    const { state, effects } = transition(before, event);
    this.#state = state;
    if (state.phase !== before.phase) {
      log.info('phase', { from: before.phase, to: state.phase, on: event.type });
      this.#room.abandon();
    }
    this.#joinTimer.followState(before, state);
    const goodbyes: Promise<void>[] = [];
    try {
      for (const effect of effects) {
        const done = this.#perform(effect);
        if (done instanceof Promise) goodbyes.push(done);
      }
    } catch (error) {
      goodbyes.push(this.#fail(error));
    }
    if (this.#state !== before) this.#store.showState(this.#state);
    if (isSettled(this.#state)) for (const resolve of this.#waiting.splice(0)) resolve();
    await Promise.all(goodbyes);
  }

  #perform(effect: CallEffect): void | Promise<void> {
    switch (effect.type) {
      case 'show-presence':
        return this.#preconnect.onPresence(effect.presence, effect.details);
      case 'enter-meeting':
        return this.#enterMeeting(effect);
      case 'pause-signaling':
        this.#mediaState.stop();
        return this.#transport.setOnline(false);
      case 'clear-meeting':
        return this.#clearMeeting();
      case 'close-devices':
        this.#preconnect.onDevicesClosed();
        return this.#local.close();
      default:
        return this.#room.perform(effect);
    }
  }

  #enterMeeting({ ack, media }: Extract<CallEffect, { type: 'enter-meeting' }>): void {
    this.#iceServers.set(ack.iceServers);
    this.#transport.enter(ack.self, ack.participants, ack.route);
    this.#store.enterMeeting(ack, this.#state);
    this.#mediaState.start(ack.self.media);
    this.#hosting.entered(media, ack.self.media);
    this.#local.enterMeeting();
    this.#joinTimer.joined(ack.participants.length);
    this.#events.emit('joined', ack);
    void this.#checkKey(ack.meeting);
  }

  /** The lobby says it before; here it counts also for a user who was faster than the lobby. */
  async #checkKey({ id, room: { keyCheck } }: RunningMeeting): Promise<void> {
    const problem = (await this.#keyProblem?.(keyCheck)) ?? null;
    if (problem !== null && this.#store.snapshot.get().meeting?.id === id) await this.#end(problem);
  }

  #clearMeeting(): void {
    this.#mediaState.stop();
    this.#transport.reset();
    this.#levels.reset();
    this.#store.clearMeeting(this.#state);
    this.#local.endMeeting();
  }

  /** The browser cannot do what the call needs. */
  async #fail(cause: unknown): Promise<void> {
    log.error('the browser cannot go on', { error: cause });
    const message = cause instanceof Error ? cause.message : 'Unknown error';
    await this.#end(cause instanceof EncryptionError ? cause.problem : 'BROWSER', message);
  }

  /** Ends the call for a reason that only this client knows. */
  #end(code: 'BROWSER' | EncryptionProblem, message = code as string): Promise<void> {
    return this.#dispatch({ type: 'browser-failed', error: { code, message } });
  }

  /** Runs a reaction to an event of the server. Its errors come from the browser: the call ends. */
  #guard(run: () => void): void {
    try {
      run();
    } catch (error) {
      void this.#fail(error);
    }
  }

  #untilSettled(): Promise<void> {
    if (isSettled(this.#state)) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  async #openDevices(): Promise<void> {
    await this.#local.open();
    this.#preconnect.onDevicesOpened();
  }
}
