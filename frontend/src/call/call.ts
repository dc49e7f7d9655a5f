import type { MediaState } from '@parley/shared/media';
import type { JoinAck, RoomPresence } from '@parley/shared/meetings';
import type { Participant } from '@parley/shared/participants';
import type { CallSession, CallSessionOptions } from './call-session';
import type { CallError, CallPhase, CallSnapshot, SelfSnapshot } from './call-snapshot';
import { LocalMedia } from './devices/local-media';
import { MicrophoneMeter } from './devices/microphone-meter';
import { ScreenShare } from './devices/screen-share';
import { INITIAL_SNAPSHOT } from './initial-snapshot';
import { MediaStateSync } from './media-state-sync';
import type { MediaTransport, TrackSource } from './media-transport';
import { Membership } from './membership';
import { MeshTransport } from './mesh/mesh-transport';
import { Roster } from './roster';
import { Scope } from './scope';
import { NOBODY_SPEAKS, nextSpeakers, type SpeakerState } from './stats/active-speaker';
import { StreamCache } from './stream-cache';
import { createValue, type ReadonlyValue, type Value } from './value';

/** Phases in which devices are closed and nothing is connected. */
const OUT: readonly CallPhase[] = ['left', 'replaced', 'ended', 'failed'];

/** The call session: puts membership, media and devices together into one snapshot. */
export class Call implements CallSession {
  readonly #options: CallSessionOptions;
  readonly #scope = new Scope();
  readonly #snapshot: Value<CallSnapshot> = createValue(INITIAL_SNAPSHOT);
  readonly #joinedListeners = new Set<(ack: JoinAck) => void>();
  readonly #roster = new Roster();
  readonly #ownStreams = new StreamCache();
  readonly #meter = new MicrophoneMeter();
  readonly #membership: Membership;
  readonly #transport: MediaTransport;
  readonly #media: LocalMedia;
  readonly #screen: ScreenShare;
  readonly #state: MediaStateSync;
  #speakers: SpeakerState = NOBODY_SPEAKS;
  #handRaised = false;
  #devicesSettled = false;

  constructor(options: CallSessionOptions) {
    this.#options = options;
    const { channel, code, storage } = options;
    const mediaDevices =
      options.mediaDevices ??
      (typeof navigator === 'undefined' ? undefined : navigator.mediaDevices);
    const onTrack = (source: TrackSource, track: MediaStreamTrack | null): void =>
      this.#onLocalTrack(source, track);
    this.#media = new LocalMedia({ mediaDevices, storage, scope: this.#scope, onTrack });
    this.#screen = new ScreenShare({ mediaDevices, onTrack });
    this.#transport = (options.createTransport ?? ((context) => new MeshTransport(context)))({
      sendSignal: async (signal) => void (await channel.request('signal:send', signal)),
      events: {
        remoteChanged: () => this.#refreshRemotes(),
        levels: (levels) => this.#onLevels(levels),
      },
    });
    this.#state = new MediaStateSync(this.#mediaState(), {
      send: (change) => channel.request('participant:update', change),
      onNotMember: () => this.#membership.resume(),
    });
    this.#membership = new Membership({
      code,
      channel,
      scope: this.#scope,
      takeOffers: () => this.#transport.takeOffers(),
      media: () => this.#state.current,
      onPhase: (phase, error) => this.#onPhase(phase, error),
      onPresence: (presence, iceServers) => {
        if (iceServers) this.#transport.configure(iceServers);
        this.#update({ presence });
        this.#prepare(presence);
      },
      onJoined: (ack, told) => this.#onJoined(ack, told),
    });
    this.#listen();
  }

  get snapshot(): ReadonlyValue<CallSnapshot> {
    return this.#snapshot;
  }

  get microphoneLevel(): ReadonlyValue<number> {
    return this.#meter.level;
  }

  onJoined(listener: (ack: JoinAck) => void): () => void {
    this.#joinedListeners.add(listener);
    return () => this.#joinedListeners.delete(listener);
  }

  async enterLobby(): Promise<void> {
    if (this.#scope.closed || this.#phase !== 'idle') return;
    const watching = this.#membership.watch();
    await Promise.all([watching, this.#openDevices()]);
  }

  async join(): Promise<void> {
    if (this.#scope.closed || (this.#phase !== 'idle' && this.#phase !== 'lobby')) return;
    await this.#membership.join(false);
  }

  async leave(): Promise<void> {
    if (this.#scope.closed || OUT.includes(this.#phase)) return;
    await this.#membership.stop('left');
  }

  async rejoin(): Promise<void> {
    if (this.#scope.closed || !OUT.includes(this.#phase)) return;
    this.#update({ phase: 'joining', error: null, endReason: null });
    await this.#openDevices();
    if (!this.#scope.closed) await this.#membership.join(true);
  }

  setMicrophone(on: boolean): Promise<void> {
    return this.#media.set('microphone', on);
  }

  setCamera(on: boolean): Promise<void> {
    return this.#media.set('camera', on);
  }

  setHand(raised: boolean): Promise<void> {
    this.#handRaised = raised;
    this.#refreshSelf();
    return Promise.resolve();
  }

  async startScreenShare(): Promise<void> {
    if (this.#phase === 'live' || this.#phase === 'reconnecting') await this.#screen.start();
  }

  stopScreenShare(): Promise<void> {
    this.#screen.stop();
    return Promise.resolve();
  }

  chooseMicrophone(deviceId: string): Promise<void> {
    return this.#media.choose('microphone', deviceId);
  }

  chooseCamera(deviceId: string): Promise<void> {
    return this.#media.choose('camera', deviceId);
  }

  chooseSpeaker(deviceId: string): void {
    this.#media.devices.setChosen('speaker', deviceId, true);
  }

  async retryDevices(): Promise<void> {
    if (!this.#scope.closed && !OUT.includes(this.#phase)) await this.#openDevices();
  }

  dispose(): void {
    if (this.#scope.closed) return;
    this.#membership.stop('idle').catch(() => undefined);
    this.#closeMedia();
    this.#transport.close();
    this.#meter.close();
    this.#joinedListeners.clear();
    this.#scope.close();
    this.#snapshot.set(INITIAL_SNAPSHOT);
  }

  get #phase(): CallPhase {
    return this.#snapshot.get().phase;
  }

  #listen(): void {
    const { channel } = this.#options;
    const { microphone, camera, devices } = this.#media;
    for (const { state } of [microphone, camera, this.#screen]) {
      this.#scope.add(state.subscribe(() => this.#refreshSelf()));
    }
    this.#scope.add(
      devices.snapshot.subscribe(() => this.#update({ devices: devices.snapshot.get() })),
    );
    // Signals may be ahead of the join ack: answers to the offers that went with the command.
    this.#scope.add(
      channel.on('signal:received', (signal) => {
        if (['joining', 'live', 'reconnecting'].includes(this.#phase)) {
          this.#transport.receive(signal);
        }
      }),
    );
    const member = this.#membership;
    member.onFact('participant:joined', ({ participant, offer }) => {
      this.#transport.join(participant, offer);
      this.#putParticipant(participant);
    });
    member.onFact('participant:updated', ({ participant }) => this.#onUpdated(participant));
    member.onFact('participant:left', ({ id, instanceId }) => {
      this.#transport.drop(id, instanceId);
      if (this.#roster.remove(id, instanceId)) this.#refreshRemotes();
    });
    member.onFact('meeting:replaced', () => void member.stop('replaced'));
    member.onFact('meeting:ended', ({ reason }) => {
      this.#update({ endReason: reason });
      void member.stop('ended');
    });
    if (typeof window !== 'undefined') {
      this.#scope.listen(window, 'pagehide', () => void this.leave());
    }
  }

  async #openDevices(): Promise<void> {
    await this.#media.open();
    this.#devicesSettled = true;
    const { presence } = this.#snapshot.get();
    if (presence) this.#prepare(presence);
  }

  /** Connections are made ready once the devices are known, so that offers need no second round. */
  #prepare(presence: RoomPresence): void {
    const waiting = this.#phase === 'lobby' || this.#phase === 'full' || this.#phase === 'joining';
    if (!this.#devicesSettled || !waiting || this.#scope.closed) return;
    const own = this.#snapshot.get().self.participant?.id;
    this.#transport.prepare(presence.people.filter(({ id }) => id !== own));
  }

  #onPhase(phase: CallPhase, error: CallError | null): void {
    if (this.#scope.closed) return;
    if (phase !== 'live') this.#state.stop();
    if (phase === 'reconnecting') this.#transport.setOnline(false);
    if (phase === 'full' || OUT.includes(phase)) this.#closeMeeting();
    if (OUT.includes(phase)) this.#closeMedia();
    this.#update({ phase, error });
  }

  #onJoined(ack: JoinAck, told: MediaState): void {
    this.#transport.configure(ack.iceServers);
    this.#transport.enter(ack.self, ack.participants);
    this.#roster.reset(ack.participants);
    this.#snapshot.update((current) => ({
      ...current,
      phase: 'live',
      error: null,
      presence: null,
      meeting: ack.meeting,
      self: { ...current.self, participant: ack.self },
      remotes: this.#roster.refresh((id) => this.#transport.remote(id)),
    }));
    this.#state.start(told);
    for (const listener of this.#joinedListeners) listener(ack);
  }

  #onUpdated(participant: Participant): void {
    const self = this.#snapshot.get().self.participant;
    if (participant.id === self?.id) {
      if (participant.instanceId === self.instanceId) this.#updateSelf({ participant });
      return;
    }
    const before = this.#roster.get(participant.id);
    const moved =
      before?.instanceId !== participant.instanceId || before.connection !== participant.connection;
    if (moved) this.#transport.join(participant);
    this.#putParticipant(participant);
  }

  #putParticipant(participant: Participant): void {
    if (participant.id === this.#snapshot.get().self.participant?.id) return;
    this.#roster.put(participant);
    this.#refreshRemotes();
  }

  #refreshRemotes(): void {
    const { phase } = this.#snapshot.get();
    if (phase !== 'live' && phase !== 'reconnecting') return;
    this.#update({ remotes: this.#roster.refresh((id) => this.#transport.remote(id)) });
  }

  #onLocalTrack(source: TrackSource, track: MediaStreamTrack | null): void {
    this.#transport.publish(source, track);
    if (source === 'microphone') this.#meter.follow(track);
  }

  #onLevels(remote: ReadonlyMap<string, number>): void {
    const levels = new Map<string, number>();
    for (const [id, level] of remote) {
      if (this.#roster.get(id)?.media.microphone) levels.set(id, level);
    }
    const own = this.#snapshot.get().self.participant?.id;
    if (own && this.#state.current.microphone) levels.set(own, this.#meter.level.get());
    this.#speakers = nextSpeakers(this.#speakers, levels, performance.now());
    this.#update({ speaking: this.#speakers.speaking });
  }

  #mediaState(): MediaState {
    return {
      microphone: this.#media.microphone.state.get().on,
      camera: this.#media.camera.state.get().on,
      screen: this.#screen.state.get().on,
      hand: this.#handRaised,
    };
  }

  #refreshSelf(): void {
    this.#state.set(this.#mediaState());
    this.#updateSelf({
      microphone: this.#media.microphone.state.get(),
      camera: this.#media.camera.state.get(),
      screen: this.#screen.state.get(),
      handRaised: this.#handRaised,
      cameraStream: this.#ownStreams.get('camera', this.#media.camera.track),
      screenStream: this.#ownStreams.get('screen', this.#screen.video),
    });
  }

  #closeMeeting(): void {
    this.#screen.stop();
    this.#transport.reset();
    this.#roster.reset([]);
    this.#speakers = NOBODY_SPEAKS;
    this.#handRaised = false;
    const remotes = this.#roster.refresh(() => null);
    this.#update({ remotes, meeting: null, presence: null, speaking: [] });
    this.#refreshSelf();
  }

  #closeMedia(): void {
    this.#devicesSettled = false;
    this.#screen.stop();
    this.#media.close();
  }

  #update(change: Partial<CallSnapshot>): void {
    if (this.#scope.closed) return;
    this.#snapshot.update((current) =>
      differs(current, change) ? { ...current, ...change } : current,
    );
  }

  #updateSelf(change: Partial<SelfSnapshot>): void {
    const { self } = this.#snapshot.get();
    if (differs(self, change)) this.#update({ self: { ...self, ...change } });
  }
}

function differs<T extends object>(current: T, change: Partial<T>): boolean {
  return Object.entries(change).some(([key, value]) => !Object.is(current[key as keyof T], value));
}
