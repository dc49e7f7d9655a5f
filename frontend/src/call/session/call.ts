import type { MediaState } from '@parley/shared/participants';
import type { JoinAck } from '@parley/shared/meetings';
import type { FirstCommand } from '@parley/shared/socket-events';
import type { CallSession, CallSessionOptions } from './call-session';
import type { CallError, CallPhase, CallSnapshot } from './call-snapshot';
import { CallState } from './call-state';
import { LowConnectionMode } from '../quality/low-connection-mode';
import { followMeeting } from './follow-meeting';
import { AudioLevelMonitor } from '../quality/audio-level-monitor';
import { IceServers } from './ice-servers';
import { JoinTimer } from './join-timer';
import { MediaControls } from '../local/media-controls';
import { MediaStateSync } from './media-state-sync';
import type { MediaTransport, TransportContext, VisibleSource } from '../media-transport';
import { StatisticsFeed } from '../quality/statistics-feed';
import { Membership } from './membership';
import { MeshTransport } from '../mesh/mesh-transport';
import { watchNetwork } from '../../core/network-watch';
import { OwnMedia } from '../local/own-media';
import { Preconnect } from './preconnect';
import { Scope } from '../../core/scope';
import { RenderGate } from '../../core/render-gate';
import type { SignalingChannel } from '../signaling-channel';
import type { ReadonlyValue } from '../../core/value';

/** Phases in which devices are closed and nothing is connected. */
const OUT: readonly CallPhase[] = ['left', 'replaced', 'ended', 'failed'];
/** Phases in which one is not in the meeting yet. */
const BEFORE: readonly CallPhase[] = ['lobby', 'full'];
/** So long after they came somebody new is not shown, unless the own phase changes: nobody notices. */
const FIRST_PICTURE_MS = 250;
const IN_MEETING: readonly CallPhase[] = ['live', 'reconnecting'];

/** The call session: puts membership, media and devices together into one snapshot. */
export class Call implements CallSession {
  readonly media: MediaControls;
  readonly saving: LowConnectionMode;
  readonly measurements: StatisticsFeed;
  readonly #channel: SignalingChannel;
  readonly #scope = new Scope();
  readonly #joinedListeners = new Set<(ack: JoinAck) => void>();
  readonly #state: CallState;
  readonly #shown: RenderGate<CallSnapshot>;
  readonly #membership: Membership;
  readonly #transport: MediaTransport;
  readonly #iceServers: IceServers;
  readonly #timer: JoinTimer;
  readonly #own: OwnMedia;
  readonly #mediaState: MediaStateSync;
  readonly #hearing: AudioLevelMonitor;
  readonly #preparation: Preconnect;

  constructor(options: CallSessionOptions) {
    const { channel, code, storage } = options;
    this.#channel = channel;
    const mediaDevices =
      options.mediaDevices ??
      (typeof navigator === 'undefined' ? undefined : navigator.mediaDevices);
    this.#own = new OwnMedia({
      mediaDevices,
      permissions: options.permissions,
      visibility: options.visibility,
      storage,
      effects: options.effects,
      scope: this.#scope,
      onTrack: (source, track) => this.#transport.publish(source, track),
      onChange: () => this.#refreshSelf(),
    });
    this.#transport = this.#createTransport(options);
    this.#state = new CallState((id) => this.#transport.remote(id));
    this.#shown = new RenderGate(this.#state.snapshot);
    const parts = { scope: this.#scope, transport: this.#transport, state: this.#state };
    this.media = new MediaControls(this.#own, () => IN_MEETING.includes(this.#state.phase));
    this.measurements = new StatisticsFeed(parts);
    this.saving = new LowConnectionMode({ ...parts, storage });
    this.#hearing = new AudioLevelMonitor({ ...parts, own: this.#own });
    this.#timer = new JoinTimer({
      onMeasured: (measurement) => {
        channel.request('join:report', measurement).catch(() => undefined);
      },
    });
    this.#scope.add(() => this.#timer.stop());
    this.#iceServers = new IceServers({
      channel,
      scope: this.#scope,
      onChange: (servers) => this.#transport.configure(servers),
    });
    this.#mediaState = new MediaStateSync(this.#own.state, {
      send: (change) => channel.request('participant:update', change),
      onNotMember: () => this.#membership.resume(),
    });
    this.#membership = new Membership({
      code,
      channel,
      scope: this.#scope,
      takeOffers: () => this.#transport.takeOffers(),
      media: () => this.#mediaState.current,
      onLeftUnheard: (seat) => options.leaveLater?.(seat),
      onPhase: (phase, error) => this.#onPhase(phase, error),
      onPresence: (presence, watched) => this.#preparation.onPresence(presence, watched),
      onRoomDeleted: () => this.#onRoomDeleted(),
      onJoined: (ack, told) => this.#onJoined(ack, told),
    });
    this.#preparation = new Preconnect({
      ...parts,
      iceServers: this.#iceServers,
      instanceId: () => this.#membership.instanceId,
    });
    this.#listen();
  }

  get snapshot(): ReadonlyValue<CallSnapshot> {
    return this.#shown;
  }

  nextCommand(): FirstCommand | null {
    return this.#membership.nextCommand();
  }

  onJoined(listener: (ack: JoinAck) => void): () => void {
    this.#joinedListeners.add(listener);
    return () => this.#joinedListeners.delete(listener);
  }

  async enterLobby(): Promise<void> {
    if (this.#scope.closed || this.#state.phase !== 'idle') return;
    const watching = this.#membership.watch();
    await Promise.all([watching, this.#openDevices()]);
  }

  async join(): Promise<void> {
    const { phase } = this.#state;
    if (this.#scope.closed || (phase !== 'idle' && phase !== 'lobby')) return;
    this.#timer.start({ warm: this.#transport.isPreconnected, rejoin: false });
    const { failure } = this.#preparation;
    // Without a seat: the others would see somebody who can never be seen or heard.
    if (failure !== null) return this.#membership.fail(failure);
    await this.#membership.join(false);
  }

  async leave(): Promise<void> {
    if (this.#scope.closed || OUT.includes(this.#state.phase)) return;
    await this.#membership.stop('left');
  }

  async rejoin(): Promise<void> {
    if (this.#scope.closed || !OUT.includes(this.#state.phase)) return;
    this.#timer.start({ warm: false, rejoin: true });
    this.#state.update({ phase: 'joining', error: null, endReason: null });
    // A question of the browser that nobody answers must not keep anybody out.
    await Promise.race([this.#openDevices(), this.#own.local.untilAsking()]);
    if (!this.#scope.closed) await this.#membership.join(true);
  }

  async retryDevices(): Promise<void> {
    if (!this.#scope.closed && !OUT.includes(this.#state.phase)) await this.#openDevices();
  }

  setView(participantId: string, source: VisibleSource, height: number): void {
    this.#transport.constrain(participantId, source, height);
  }

  noteFrame(): void {
    this.#timer.mark('firstFrame');
  }

  dispose(): void {
    if (this.#scope.closed) return;
    this.#membership.stop('idle').catch(() => undefined);
    this.#own.close();
    this.#transport.close();
    this.#joinedListeners.clear();
    this.measurements.close();
    this.#scope.close();
    this.#state.close();
    this.#shown.release();
  }

  #createTransport({ channel, createTransport }: CallSessionOptions): MediaTransport {
    const context: TransportContext = {
      sendSignal: async (signal) => void (await channel.request('signal:send', signal)),
      refreshIceServers: () => this.#iceServers.refresh(),
    };
    const transport = createTransport?.(context) ?? new MeshTransport(context);
    const { events } = transport;
    events.on('remoteChanged', () => this.#state.refreshRemotes());
    events.on('statisticsUpdated', () => {
      this.measurements.refresh();
      this.saving.considerOffer();
    });
    events.on('audioLevels', (levels) => this.#hearing.observe(levels));
    // Where our own network changed, the socket is dead as well.
    events.on('verificationFailed', () => void this.#iceServers.probe(true));
    // Rendering a new participant takes as long as answering them, and delays what they wait for.
    events.on('answering', () => this.#shown.hold(FIRST_PICTURE_MS));
    events.on('progress', (step) => this.#timer.mark(step));
    events.on('failed', (error) => void this.#membership.fail(error));
    return transport;
  }

  #listen(): void {
    const channel = this.#channel;
    const devices = this.#own.local.devices.snapshot;
    this.#scope.add(devices.subscribe(() => this.#state.update({ devices: devices.get() })));
    // Signals may be ahead of the join ack: answers to the offers that went with the command.
    this.#scope.add(
      channel.on('signal:received', (signal) => {
        if (OUT.includes(this.#state.phase)) return;
        this.#membership.guard(() => this.#transport.receive(signal));
      }),
    );
    followMeeting(this.#membership, this.#transport, this.#state);
    this.#scope.add(
      channel.state.subscribe(() => {
        const lost = channel.state.get() === 'disconnected';
        if (lost && BEFORE.includes(this.#state.phase)) this.#transport.setOnline(false);
      }),
    );
    // The probe finds a socket that died with the old network.
    watchNetwork(this.#scope, {
      onMoved: () => {
        void this.#iceServers.probe();
        this.#transport.restartConnections();
      },
      onDoubt: () => this.#transport.verifyConnections(),
    });
  }

  async #openDevices(): Promise<void> {
    await this.#own.local.open();
    this.#preparation.onDevicesOpened();
  }

  #onPhase(phase: CallPhase, error: CallError | null): void {
    if (this.#scope.closed) return;
    if (phase === 'full') this.#timer.refused('ROOM_FULL', true);
    else if (error) this.#timer.refused(error.code, phase === 'failed');
    if (phase !== 'live') this.#mediaState.stop();
    if (phase === 'reconnecting') this.#transport.setOnline(false);
    const out = OUT.includes(phase);
    if (out || (phase === 'full' && this.#state.snapshot.get().meeting)) {
      this.#transport.reset();
      this.#hearing.reset();
      this.#state.leaveMeeting({ phase, error });
      this.#own.endMeeting();
    }
    if (out) {
      this.#timer.leave();
      this.#preparation.onDevicesClosed();
      this.#own.close();
    }
    this.#state.update({ phase, error });
    this.#shown.release();
  }

  /** Whatever this page shows of the room is over, also the way back into its meeting. */
  #onRoomDeleted(): void {
    const { phase } = this.#state;
    if (this.#scope.closed || phase === 'idle' || phase === 'failed') return;
    this.#state.update({ endReason: 'room_deleted' });
    if (phase !== 'ended') void this.#membership.stop('ended');
  }

  #onJoined(ack: JoinAck, told: MediaState): void {
    this.#iceServers.set(ack.iceServers);
    this.#transport.enter(ack.self, ack.participants);
    this.#state.enterMeeting(ack);
    this.#mediaState.start(told);
    this.#own.enterMeeting();
    this.#timer.joined(ack.participants.length);
    for (const listener of this.#joinedListeners) listener(ack);
  }

  #refreshSelf(): void {
    this.#mediaState.set(this.#own.state);
    this.#state.updateSelf(this.#own.self);
  }
}
