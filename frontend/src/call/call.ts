import type { MediaState } from '@parley/shared/media';
import type { JoinAck, RoomPresence } from '@parley/shared/meetings';
import type { Participant } from '@parley/shared/participants';
import type { CallSession, CallSessionOptions } from './call-session';
import type { CallError, CallPhase, CallSnapshot, SelfSnapshot } from './call-snapshot';
import { differs } from './differs';
import { INITIAL_SNAPSHOT } from './initial-snapshot';
import { MediaStateSync } from './media-state-sync';
import type { MediaTransport } from './media-transport';
import { Membership } from './membership';
import { MeshTransport } from './mesh/mesh-transport';
import { OwnMedia } from './own-media';
import { Roster } from './roster';
import { Scope } from './scope';
import { Speakers } from './speakers';
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
  readonly #membership: Membership;
  readonly #transport: MediaTransport;
  readonly #own: OwnMedia;
  readonly #state: MediaStateSync;
  readonly #speakers = new Speakers();
  #devicesSettled = false;

  constructor(options: CallSessionOptions) {
    this.#options = options;
    const { channel, code, storage } = options;
    const mediaDevices =
      options.mediaDevices ??
      (typeof navigator === 'undefined' ? undefined : navigator.mediaDevices);
    this.#own = new OwnMedia({
      mediaDevices,
      storage,
      scope: this.#scope,
      onTrack: (source, track) => this.#transport.publish(source, track),
      onChange: () => this.#refreshSelf(),
    });
    this.#transport = (options.createTransport ?? ((context) => new MeshTransport(context)))({
      sendSignal: async (signal) => void (await channel.request('signal:send', signal)),
      events: {
        remoteChanged: () => this.#refreshRemotes(),
        levels: (levels) => this.#onLevels(levels),
      },
    });
    this.#state = new MediaStateSync(this.#own.state, {
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
    return this.#own.meter.level;
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
    if (this.#phase === 'live' || this.#phase === 'reconnecting') await this.#own.screen.start();
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

  async retryDevices(): Promise<void> {
    if (!this.#scope.closed && !OUT.includes(this.#phase)) await this.#openDevices();
  }

  dispose(): void {
    if (this.#scope.closed) return;
    this.#membership.stop('idle').catch(() => undefined);
    this.#own.close();
    this.#transport.close();
    this.#joinedListeners.clear();
    this.#scope.close();
    this.#snapshot.set(INITIAL_SNAPSHOT);
  }

  get #phase(): CallPhase {
    return this.#snapshot.get().phase;
  }

  #listen(): void {
    const { channel } = this.#options;
    const devices = this.#own.local.devices.snapshot;
    this.#scope.add(devices.subscribe(() => this.#update({ devices: devices.get() })));
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
    await this.#own.local.open();
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
    const { meeting } = this.#snapshot.get();
    if (OUT.includes(phase) || (phase === 'full' && meeting)) this.#closeMeeting();
    if (OUT.includes(phase)) {
      this.#devicesSettled = false;
      this.#own.close();
    }
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

  #onLevels(remote: ReadonlyMap<string, number>): void {
    const own = this.#snapshot.get().self.participant?.id ?? '';
    const levels = new Map(remote).set(own, this.#own.meter.level.get());
    const isOn = (id: string): boolean =>
      id === own ? this.#state.current.microphone : !!this.#roster.get(id)?.media.microphone;
    this.#update({ speaking: this.#speakers.next(levels, isOn, performance.now()) });
  }

  #refreshSelf(): void {
    this.#state.set(this.#own.state);
    this.#updateSelf(this.#own.self);
  }

  #closeMeeting(): void {
    this.#transport.reset();
    this.#roster.reset([]);
    this.#speakers.reset();
    this.#own.endMeeting();
    const remotes = this.#roster.refresh(() => null);
    this.#update({ remotes, meeting: null, presence: null, speaking: [] });
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
