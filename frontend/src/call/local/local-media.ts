import type { MediaState } from '@parley/shared/participants';
import type { KeyValueStorage } from '../../core/browser-storage';
import { Emitter, type Subscribable } from '../../core/emitter';
import { loadPart } from '../../core/load-part';
import { type PageVisibility, pageVisibility } from '../../core/page-visibility';
import type { Scope } from '../../core/scope';
import type { SelfSnapshot, SourceState } from '../session/call-snapshot';
import { StreamCache } from '../../core/stream-cache';
import { AudioLevelMeter } from './audio-level-meter';
import { DeviceManager, type DeviceRole } from './device-manager';
import { DeviceOpener } from './device-opener';
import { DevicePermissions } from './device-permissions';
import { DeviceRecovery, watchAudioOutput } from './device-recovery';
import type { DeviceSource, LocalMediaEvents } from './local-media-events';
import { LocalSource } from './local-source';
import { noDevicesReason } from './media-error';
import { MutedTalk } from './muted-talk';
import { readRemembered, remember } from './remembered-devices';
import { ScreenShare } from './screen-share';
import type { EffectName, StartTrackProcessor } from './track-processor';

const SOURCES = ['microphone', 'camera'] as const;

/** Loads the code of each effect. */
export type EffectLoaders = Readonly<Record<EffectName, () => Promise<StartTrackProcessor>>>;

/** A user who turns no effect on loads no code for it. */
const EFFECTS: EffectLoaders = {
  noiseSuppression: () =>
    loadPart(async () => (await import('./noise-suppression')).startNoiseSuppression),
  backgroundBlur: () =>
    loadPart(async () => (await import('./blur/background-blur')).startBackgroundBlur),
};
const EFFECT_OF = { microphone: 'noiseSuppression', camera: 'backgroundBlur' } as const;

export interface LocalMediaOptions {
  readonly mediaDevices: MediaDevices | undefined;
  /** Default: permissions are unknown. */
  readonly permissions?: Permissions | undefined;
  /** Keeps the user's choices between visits. Default: the choices are lost. */
  readonly storage: KeyValueStorage | undefined;
  readonly scope: Scope;
  /** Opens both sources, even one that the user turned off at the last visit. */
  readonly opensBoth?: boolean;
  /** Default: the visibility of this document. */
  readonly visibility?: PageVisibility | undefined;
  /** Default: the effects of this application; null: none. */
  readonly effects?: EffectLoaders | null | undefined;
}

/** What the user interface uses of the user's own media. The results are in the snapshot. */
export type MediaControls = Pick<
  LocalMedia,
  'set' | 'choose' | 'setEffect' | 'setHand' | 'startScreenShare' | 'stopScreenShare'
> & {
  readonly events: Subscribable<Pick<LocalMediaEvents, 'notice'>>;
  readonly meter: Pick<AudioLevelMeter, 'level'>;
};

/** The user's own media: microphone, camera, screen and the raised hand. */
export class LocalMedia {
  readonly events = new Emitter<LocalMediaEvents>();
  readonly devices: DeviceManager;
  readonly microphone: LocalSource;
  readonly camera: LocalSource;
  readonly screen: ScreenShare;
  /** The audio level of the microphone. It changes too often for the snapshot. */
  readonly meter = new AudioLevelMeter();
  readonly #storage: KeyValueStorage | undefined;
  readonly #opener: DeviceOpener;
  readonly #permissions: DevicePermissions;
  readonly #recovery: Readonly<Record<DeviceSource, DeviceRecovery>>;
  readonly #visibility: PageVisibility;
  readonly #mutedTalk = new MutedTalk(() => this.events.emit('notice', { kind: 'talking' }));
  readonly #streams = new StreamCache();
  /** The sources that have been open at least once. */
  readonly #opened = new Set<DeviceSource>();
  #handRaised = false;
  #isInMeeting = false;
  /** A device was not opened because the tab was hidden. */
  #isDeferred = false;
  #onceVisible: (() => void)[] = [];

  constructor(options: LocalMediaOptions) {
    const { mediaDevices, storage, scope } = options;
    this.#storage = storage;
    this.devices = new DeviceManager(mediaDevices, storage, scope);
    this.#opener = new DeviceOpener({
      mediaDevices,
      preferred: (source) => this.devices.wanted(source),
      leavesNoise: () => this.microphone.effect !== 'off',
    });
    this.microphone = this.#createSource('microphone', options);
    this.camera = this.#createSource('camera', options);
    this.screen = new ScreenShare(mediaDevices, this.events);
    this.#permissions = new DevicePermissions(options.permissions, scope, (source) => {
      void this.#recovery[source].check();
    });
    this.#recovery = {
      microphone: this.#createRecovery('microphone'),
      camera: this.#createRecovery('camera'),
    };
    this.#visibility = options.visibility ?? pageVisibility;
    this.#visibility.onShown(scope, () => this.#onVisible());
    watchAudioOutput(this.devices, scope, this.events);
    if (mediaDevices) scope.listen(mediaDevices, 'devicechange', () => void this.#check());
    scope.add(
      this.events.on('track', ({ source, track }) => {
        if (source !== 'microphone') return;
        this.meter.follow(track);
        this.#followMutedTalk();
      }),
    );
    scope.add(this.microphone.state.subscribe(() => this.#followMutedTalk()));
    scope.add(() => this.meter.close());
    scope.add(() => this.#mutedTalk.close());
  }

  /** The state that the other participants see. */
  get state(): MediaState {
    return {
      microphone: isSent(this.microphone.state.get()),
      camera: isSent(this.camera.state.get()),
      screen: this.screen.state.get().on,
      hand: this.#handRaised,
    };
  }

  /** The state that the user sees. */
  get self(): Omit<SelfSnapshot, 'participant'> {
    return {
      microphone: this.microphone.state.get(),
      camera: this.camera.state.get(),
      screen: this.screen.state.get(),
      handRaised: this.#handRaised,
      noiseSuppression: this.microphone.effect,
      backgroundBlur: this.camera.effect,
      cameraStream: this.#streams.get('camera', this.camera.output),
      screenStream: this.#streams.get('screen', this.screen.video),
    };
  }

  /**
   * Opens the wanted devices, if possible with one question to the user for both. Resolves when each
   * has opened or failed; never rejects. A tab in the background waits until the user sees it, so
   * that no camera starts unseen.
   */
  async open(): Promise<void> {
    for (const source of SOURCES) this[source].restart();
    if (this.#visibility.isHidden) {
      await new Promise<void>((resolve) => this.#onceVisible.push(resolve));
    }
    if (this.#isClosed) return;
    if (!this.#opener.isSupported) {
      for (const source of SOURCES) this[source].fail(noDevicesReason());
      return;
    }
    for (const source of SOURCES) {
      this[source].expect();
      void this.#showWhetherAsking(source);
    }
    await this.#opener.openTogether(this);
    for (const source of SOURCES) this[source].arrived();
    if (this.#isClosed) return;
    await this.devices.refresh();
    for (const source of SOURCES) {
      if (this[source].track) this.#opened.add(source);
      await this.#recovery[source].useRemembered();
      await this.#permissions.read(source);
    }
  }

  /** Turns a source on or off, also for later visits. Resolves when it works or failed; never rejects. */
  async set(source: DeviceSource, on: boolean): Promise<void> {
    remember(this.#storage, source === 'camera' ? { cameraOn: on } : { microphoneOn: on });
    const changed = this[source].set(on);
    if (this[source].changing) void this.#showWhetherAsking(source);
    await changed;
    // While another device is being opened, `choose` shows that one.
    if (!this[source].changing) this.devices.showInUse(source, this[source].track);
    await this.#afterFirstOpening(source);
  }

  /**
   * Uses this device, also at later visits. Never rejects. For an audio output it only changes the
   * snapshot: the UI plays the audio there (`setSinkId`).
   */
  async choose(role: DeviceRole, deviceId: string): Promise<void> {
    this.devices.setChosen(role, deviceId, true);
    if (role === 'audioOutput') return;
    this.#recovery[role].forget();
    const wanted = this.devices.find(role, { deviceId, label: '' })?.label ?? '';
    const reason = await this[role].choose(deviceId);
    // The user has chosen another device since, and only that choice counts.
    if (this.devices.chosen(role) !== deviceId) return;
    const { track } = this[role];
    this.devices.showInUse(role, track);
    if (reason && track)
      this.events.emit('notice', { kind: 'kept', role, wanted, label: track.label, reason });
    await this.#afterFirstOpening(role);
  }

  /** Turns an effect on or off, also for later visits. A failure is emitted as a notice. */
  async setEffect(effect: EffectName, on: boolean): Promise<void> {
    remember(this.#storage, { [effect]: on });
    if (effect === 'backgroundBlur') return this.camera.setEffect(on);
    this.microphone.setEffect(on);
    await this.#reopenMicrophone();
  }

  setHand(raised: boolean): void {
    this.#handRaised = raised;
    this.events.emit('changed');
  }

  /** Asks the user what to share, in a meeting only. A failure is emitted as a notice. */
  async startScreenShare(): Promise<void> {
    if (this.#isInMeeting) await this.screen.start();
  }

  stopScreenShare(): void {
    this.screen.stop();
  }

  /** The user has joined: from now on talking while muted is reported. */
  enterMeeting(): void {
    this.#isInMeeting = true;
    this.#followMutedTalk();
  }

  /** The meeting is over for the user: screen sharing and the raised hand end with it. */
  endMeeting(): void {
    this.#isInMeeting = false;
    this.#followMutedTalk();
    this.screen.stop();
    this.setHand(false);
  }

  /** Resolves once the browser seems to be asking for permission: the user may never answer. */
  untilAsking(): Promise<void> {
    return new Promise((resolve) => {
      const check = (): void => {
        if (!SOURCES.some((source) => this[source].state.get().opening === 'asking')) return;
        for (const stop of stops.splice(0)) stop();
        resolve();
      };
      const stops = SOURCES.map((source) => this[source].state.subscribe(check));
      check();
    });
  }

  /** Stops every device and ends screen sharing. `open` makes the sources usable again. */
  close(): void {
    this.#isInMeeting = false;
    this.screen.stop();
    for (const source of SOURCES) this[source].close();
  }

  get #isClosed(): boolean {
    return SOURCES.every((source) => this[source].closed);
  }

  #createSource(source: DeviceSource, options: LocalMediaOptions): LocalSource {
    const remembered = readRemembered(options.storage);
    const { opensBoth = false, effects = EFFECTS } = options;
    const wasOn = source === 'camera' ? remembered.cameraOn : remembered.microphoneOn;
    const effect = EFFECT_OF[source];
    return new LocalSource({
      source,
      wanted: opensBoth || wasOn,
      keepOpen: source === 'microphone',
      processor: effects
        ? { wanted: remembered[effect], hidesInput: source === 'camera', load: effects[effect] }
        : undefined,
      events: this.events,
      open: (deviceId) => this.#opener.open(source, deviceId),
      onEnded: () => void this.#recovery[source].check(),
      onSystemMuted: () => this.events.emit('notice', { kind: 'system-muted', role: source }),
      onEffectFailed: (hidden) => this.#onEffectFailed(effect, hidden),
    });
  }

  #createRecovery(role: DeviceSource): DeviceRecovery {
    return new DeviceRecovery({
      role,
      source: this[role],
      devices: this.devices,
      permissions: this.#permissions,
      events: this.events,
      mayOpen: (wasInUse) => this.#mayOpen(wasInUse),
    });
  }

  /** Opens the microphone again if it is open: not every browser changes constraints of a track. */
  async #reopenMicrophone(): Promise<void> {
    // An opening that is running may have used the earlier constraints.
    await this.microphone.settled();
    const { track } = this.microphone;
    if (track) await this.microphone.choose(track.getSettings().deviceId ?? '');
  }

  /** The browser fires no event when it asks the user, so this reads the permissions. */
  async #showWhetherAsking(source: DeviceSource): Promise<void> {
    const permission = await this.#permissions.current(source);
    let isAsking = permission === 'prompt';
    // Browsers without this permission hide the labels until the user has answered.
    if (permission === 'unknown' && !this.devices.hasLabels(source)) {
      await this.devices.refresh();
      isAsking = !this.devices.hasLabels(source);
    }
    this[source].setAsking(isAsking);
  }

  /** Browsers show labels and ids only after a device with that role has been open. */
  async #afterFirstOpening(source: DeviceSource): Promise<void> {
    if (!this[source].track || this.#opened.has(source)) return;
    this.#opened.add(source);
    await this.devices.refresh();
    await this.#permissions.read(source);
  }

  #mayOpen(wasInUse: boolean): boolean {
    const may = !this.#visibility.isHidden || (wasInUse && this.#isInMeeting);
    if (!may) this.#isDeferred = true;
    return may;
  }

  #onVisible(): void {
    for (const resolve of this.#onceVisible.splice(0)) resolve();
    if (!this.#isDeferred) return;
    this.#isDeferred = false;
    void this.#check();
  }

  async #check(): Promise<void> {
    await Promise.all(SOURCES.map((source) => this.#recovery[source].check()));
  }

  #followMutedTalk(): void {
    this.#mutedTalk.follow(this.#isInMeeting ? this.microphone.track : null);
  }

  #onEffectFailed(effect: EffectName, hidden: boolean): void {
    remember(this.#storage, { [effect]: false });
    if (hidden) void this.set('camera', false);
    if (effect === 'noiseSuppression') void this.#reopenMicrophone();
    this.events.emit('notice', { kind: 'effect-failed', effect, hidden });
  }
}

/** A source that the system mutes is off for the other participants. */
const isSent = ({ on, error }: SourceState): boolean => on && error !== 'system-muted';
