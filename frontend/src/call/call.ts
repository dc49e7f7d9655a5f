import type { MediaState } from '@parley/shared/media';
import type { JoinAck, RoomPresence } from '@parley/shared/meetings';
import type { CallSession, CallSessionOptions } from './call-session';
import type { CallError, CallPhase, CallSnapshot } from './call-snapshot';
import { CallState } from './call-state';
import type { DeviceNotice } from './devices/device-notice';
import type { EffectName } from './devices/track-effect';
import { EchoWatch } from './echo/echo-watch';
import { followMeeting } from './follow-meeting';
import { IceServers } from './ice-servers';
import { JoinTimer } from './join-timer';
import { MediaStateSync } from './media-state-sync';
import type { MediaTransport, VisibleSource } from './media-transport';
import { Measurements } from './measurements';
import { Membership } from './membership';
import { MeshTransport } from './mesh/mesh-transport';
import { watchNetwork } from './network-watch';
import { OwnMedia } from './own-media';
import { readSaving, rememberSaving } from './remembered-saving';
import { Scope } from './scope';
import type { CallStatistics, DataUsed } from './stats/statistics';
import type { ReadonlyValue } from './value';

/** Phases in which devices are closed and nothing is connected. */
const OUT: readonly CallPhase[] = ['left', 'replaced', 'ended', 'failed'];
/** Phases in which one is not in the meeting yet. */
const BEFORE: readonly CallPhase[] = ['lobby', 'full'];

/** The call session: puts membership, media and devices together into one snapshot. */
export class Call implements CallSession {
  readonly #options: CallSessionOptions;
  readonly #scope = new Scope();
  readonly #joinedListeners = new Set<(ack: JoinAck) => void>();
  readonly #state: CallState;
  readonly #membership: Membership;
  readonly #transport: MediaTransport;
  readonly #iceServers: IceServers;
  readonly #timer: JoinTimer;
  readonly #own: OwnMedia;
  readonly #media: MediaStateSync;
  readonly #echoes: EchoWatch;
  readonly #measurements: Measurements;
  #devicesSettled = false;
  /** Connections may be made before joining. */
  #mayWarmUp = false;

  constructor(options: CallSessionOptions) {
    this.#options = options;
    const { channel, code, storage } = options;
    const mediaDevices =
      options.mediaDevices ??
      (typeof navigator === 'undefined' ? undefined : navigator.mediaDevices);
    this.#own = new OwnMedia({
      mediaDevices,
      permissions: options.permissions,
      storage,
      effects: options.effects,
      scope: this.#scope,
      onTrack: (source, track) => this.#transport.publish(source, track),
      onChange: () => this.#refreshSelf(),
    });
    this.#transport = (options.createTransport ?? ((context) => new MeshTransport(context)))({
      sendSignal: async (signal) => void (await channel.request('signal:send', signal)),
      refreshIceServers: () => this.#iceServers.refresh(),
      events: {
        remoteChanged: () => this.#state.refreshRemotes(),
        measured: () => this.#measurements.refresh(),
        levels: (levels) => this.#onLevels(levels),
        progress: (step) => this.#timer.mark(step),
      },
    });
    this.#state = new CallState((id) => this.#transport.remote(id));
    this.#measurements = new Measurements(() => this.#transport, this.#state);
    if (readSaving(storage)) this.#saveData(true);
    this.#timer = new JoinTimer({
      onMeasured: (measurement) => {
        channel.request('call:measured', measurement).catch(() => undefined);
      },
    });
    this.#scope.add(() => this.#timer.stop());
    this.#iceServers = new IceServers({
      channel,
      scope: this.#scope,
      onChange: (servers) => this.#transport.configure(servers),
    });
    this.#media = new MediaStateSync(this.#own.state, {
      send: (change) => channel.request('participant:update', change),
      onNotMember: () => this.#membership.resume(),
    });
    this.#membership = new Membership({
      code,
      channel,
      scope: this.#scope,
      takeOffers: () => this.#transport.takeOffers(),
      media: () => this.#media.current,
      onPhase: (phase, error) => this.#onPhase(phase, error),
      onPresence: (presence, watched) => {
        if (watched) this.#iceServers.set(watched.iceServers);
        if (watched) this.#mayWarmUp = watched.warmup;
        this.#state.update({ presence });
        this.#prepare(presence);
      },
      onJoined: (ack, told) => this.#onJoined(ack, told),
    });
    this.#echoes = new EchoWatch({
      scope: this.#scope,
      ownLevel: () => (this.#media.current.microphone ? this.#own.meter.level.get() : 0),
      levelOf: (id) => this.#transport.level(id),
      others: () =>
        this.#state.snapshot
          .get()
          .remotes.filter(({ participant }) => participant.media.microphone)
          .map(({ participant }) => participant.id),
      onChange: (echoing) => this.#state.update({ echoing }),
    });
    this.#listen();
  }

  get snapshot(): ReadonlyValue<CallSnapshot> {
    return this.#state.snapshot;
  }

  get microphoneLevel(): ReadonlyValue<number> {
    return this.#own.meter.level;
  }

  get dataUsed(): ReadonlyValue<DataUsed> {
    return this.#measurements.dataUsed;
  }

  onJoined(listener: (ack: JoinAck) => void): () => void {
    this.#joinedListeners.add(listener);
    return () => this.#joinedListeners.delete(listener);
  }

  onDeviceNotice(listener: (notice: DeviceNotice) => void): () => void {
    return this.#own.local.notices.subscribe(listener);
  }

  async enterLobby(): Promise<void> {
    if (this.#scope.closed || this.#state.phase !== 'idle') return;
    const watching = this.#membership.watch();
    await Promise.all([watching, this.#openDevices()]);
  }

  async join(): Promise<void> {
    const { phase } = this.#state;
    if (this.#scope.closed || (phase !== 'idle' && phase !== 'lobby')) return;
    this.#timer.start(this.#transport.warm);
    await this.#membership.join(false);
  }

  async leave(): Promise<void> {
    if (this.#scope.closed || OUT.includes(this.#state.phase)) return;
    await this.#membership.stop('left');
  }

  async rejoin(): Promise<void> {
    if (this.#scope.closed || !OUT.includes(this.#state.phase)) return;
    this.#state.update({ phase: 'joining', error: null, endReason: null });
    await this.#openDevices();
    if (!this.#scope.closed) await this.#membership.join(true);
  }

  setMicrophone(on: boolean): Promise<void> {
    return this.#own.local.set('microphone', on);
  }

  setCamera(on: boolean): Promise<void> {
    return this.#own.local.set('camera', on);
  }

  setHand(raised: boolean): Promise<void> {
    this.#own.setHand(raised);
    return Promise.resolve();
  }

  async startScreenShare(): Promise<void> {
    if (this.#state.phase === 'live' || this.#state.phase === 'reconnecting')
      await this.#own.screen.start();
  }

  stopScreenShare(): Promise<void> {
    this.#own.screen.stop();
    return Promise.resolve();
  }

  chooseMicrophone(deviceId: string): Promise<void> {
    return this.#own.local.choose('microphone', deviceId);
  }

  chooseCamera(deviceId: string): Promise<void> {
    return this.#own.local.choose('camera', deviceId);
  }

  chooseSpeaker(deviceId: string): void {
    this.#own.local.devices.setChosen('speaker', deviceId, true);
  }

  setEffect(effect: EffectName, on: boolean): Promise<void> {
    return this.#own.setEffect(effect, on);
  }

  setView(participantId: string, source: VisibleSource, height: number): void {
    this.#transport.show(participantId, source, height);
  }

  setLowConnection(on: boolean): void {
    rememberSaving(this.#options.storage, on);
    this.#saveData(on);
  }

  declineLowConnection(): void {
    this.#measurements.declineOffer();
  }

  watchStatistics(listener: (statistics: CallStatistics) => void): () => void {
    return this.#measurements.watch(listener);
  }

  noteFrame(): void {
    this.#timer.mark('firstFrame');
  }

  async retryDevices(): Promise<void> {
    if (!this.#scope.closed && !OUT.includes(this.#state.phase)) await this.#openDevices();
  }

  dispose(): void {
    if (this.#scope.closed) return;
    this.#membership.stop('idle').catch(() => undefined);
    this.#own.close();
    this.#transport.close();
    this.#joinedListeners.clear();
    this.#measurements.close();
    this.#scope.close();
    this.#state.close();
  }

  #listen(): void {
    const { channel } = this.#options;
    const devices = this.#own.local.devices.snapshot;
    this.#scope.add(devices.subscribe(() => this.#state.update({ devices: devices.get() })));
    // Signals may be ahead of the join ack: answers to the offers that went with the command.
    this.#scope.add(
      channel.on('signal:received', (signal) => {
        if (!OUT.includes(this.#state.phase)) this.#transport.receive(signal);
      }),
    );
    followMeeting(this.#membership, this.#transport, this.#state);
    this.#scope.add(
      channel.state.subscribe(() => {
        const lost = channel.state.get() === 'disconnected';
        if (lost && BEFORE.includes(this.#state.phase)) this.#transport.setOnline(false);
      }),
    );
    watchNetwork(this.#scope, () => {
      // The probe finds a socket that died with the old network.
      void this.#iceServers.probe();
      this.#transport.networkChanged();
    });
  }

  async #openDevices(): Promise<void> {
    await this.#own.local.open();
    this.#devicesSettled = true;
    const { presence } = this.#state.snapshot.get();
    if (presence) this.#prepare(presence);
  }

  /** Connections are made ready once the devices are known, so that offers need no second round. */
  #prepare(presence: RoomPresence): void {
    const waiting =
      this.#state.phase === 'lobby' ||
      this.#state.phase === 'full' ||
      this.#state.phase === 'joining';
    // Who joins at once hears of the others, and of their own seat, ahead of the first ack.
    const ready = this.#devicesSettled && this.#iceServers.known;
    if (!ready || !waiting || this.#scope.closed) return;
    const own = this.#state.self?.id;
    const page = this.#membership.instanceId;
    const others = presence.people.filter(
      ({ id, instanceId }) => id !== own && instanceId !== page,
    );
    this.#transport.prepare(others, this.#mayWarmUp);
  }

  #onPhase(phase: CallPhase, error: CallError | null): void {
    if (this.#scope.closed) return;
    if (phase !== 'live') this.#media.stop();
    if (phase === 'reconnecting') this.#transport.setOnline(false);
    const out = OUT.includes(phase);
    if (out || (phase === 'full' && this.#state.snapshot.get().meeting)) {
      this.#transport.reset();
      this.#echoes.reset();
      this.#state.leaveMeeting({ phase, error });
      this.#own.endMeeting();
    }
    if (out) {
      this.#devicesSettled = false;
      this.#own.close();
    }
    this.#state.update({ phase, error });
  }

  #onJoined(ack: JoinAck, told: MediaState): void {
    this.#iceServers.set(ack.iceServers);
    this.#transport.enter(ack.self, ack.participants);
    this.#state.enterMeeting(ack);
    this.#media.start(told);
    this.#own.enterMeeting();
    this.#timer.joined(ack.participants.length);
    for (const listener of this.#joinedListeners) listener(ack);
  }

  #saveData(on: boolean): void {
    this.#transport.setLowConnection(on);
    this.#measurements.setLowConnection(on);
  }

  #onLevels(remote: ReadonlyMap<string, number>): void {
    const own = this.#state.self?.id ?? '';
    const levels = new Map(remote).set(own, this.#own.meter.level.get());
    this.#state.hear(levels, (id) =>
      id === own
        ? this.#media.current.microphone
        : this.#state.roster.get(id)?.media.microphone === true,
    );
    this.#echoes.hear();
  }

  #refreshSelf(): void {
    this.#media.set(this.#own.state);
    this.#state.updateSelf(this.#own.self);
  }
}
