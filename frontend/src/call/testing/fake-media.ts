let created = 0;

/** A `MediaStreamTrack` without media. */
export class FakeTrack extends EventTarget {
  readonly id: string;
  readonly kind: string;
  readonly deviceId: string;
  label = '';
  groupId = '';
  enabled = true;
  muted = false;
  contentHint = '';
  readyState: MediaStreamTrackState = 'live';
  onCopy: ((copy: FakeTrack) => void) | null = null;

  constructor(kind: string, deviceId = '') {
    super();
    created += 1;
    this.id = `track-${created}`;
    this.kind = kind;
    this.deviceId = deviceId;
  }

  /** A copy keeps the device open as well, until it is stopped. */
  clone(): FakeTrack {
    const copy = new FakeTrack(this.kind, this.deviceId);
    copy.readyState = this.readyState;
    this.onCopy?.(copy);
    return copy;
  }

  stop(): void {
    this.readyState = 'ended';
  }

  /** Ends the track, as when the device is unplugged or the browser ends the capture. */
  end(): void {
    this.readyState = 'ended';
    this.dispatchEvent(new Event('ended'));
  }

  /** The system or a switch on the device mutes or unmutes the track. */
  setMuted(muted: boolean): void {
    this.muted = muted;
    this.dispatchEvent(new Event(muted ? 'mute' : 'unmute'));
  }

  getSettings(): MediaTrackSettings {
    return { deviceId: this.deviceId, groupId: this.groupId };
  }
}

export class FakeStream {
  readonly #tracks: FakeTrack[];

  constructor(tracks: FakeTrack[]) {
    this.#tracks = tracks;
  }

  getTracks(): FakeTrack[] {
    return this.#tracks;
  }

  getAudioTracks(): FakeTrack[] {
    return this.#tracks.filter(({ kind }) => kind === 'audio');
  }

  getVideoTracks(): FakeTrack[] {
    return this.#tracks.filter(({ kind }) => kind === 'video');
  }
}

interface FakeDevice {
  kind: 'audioinput' | 'videoinput' | 'audiooutput';
  deviceId: string;
  label: string;
  groupId?: string;
  facingMode?: 'user' | 'environment';
}

/** The devices of a machine that the test defines. */
export class FakeMediaDevices extends EventTarget {
  devices: FakeDevice[] = [
    { kind: 'audioinput', deviceId: 'mic-1', label: 'Built-in microphone' },
    { kind: 'videoinput', deviceId: 'cam-1', label: 'Built-in camera' },
  ];
  /** The kinds with an entry `default`, as in Chrome: it stands for the last device of the kind. */
  readonly aliased = new Set<FakeDevice['kind']>();
  /**
   * The system opens one device of a kind at a time. For a second one it reports the error `says`;
   * some systems also end or mute the open device.
   */
  oneAtATime: { says: 'NotReadableError' | 'AbortError'; does?: 'end' | 'mute' } | null = null;
  /** The ids of devices that another program uses. */
  readonly taken = new Set<string>();
  /** The names of the errors that opening throws, by kind. */
  readonly failures = new Map<'audio' | 'video' | 'screen', string>();
  /** Every track that was opened, to find those that were never stopped. */
  readonly opened: FakeTrack[] = [];
  /** The kinds of each `getUserMedia` call, in order. */
  readonly asked: string[] = [];
  /** The browser asks the user, who answers when the test calls `answer`. */
  isAsking = false;
  readonly #questions: (() => void)[] = [];
  /** Counts the calls of `enumerateDevices`. */
  enumerations = 0;
  /** The audio constraints of the last `getUserMedia` call. */
  microphoneAsked: boolean | MediaTrackConstraints | undefined;

  getUserMedia(constraints: MediaStreamConstraints): Promise<FakeStream> {
    const kinds = (['audio', 'video'] as const).filter((kind) => constraints[kind]);
    this.asked.push(kinds.join('+'));
    if (constraints.audio) this.microphoneAsked = constraints.audio;
    const open = (): Promise<FakeStream> => {
      try {
        return Promise.resolve(
          new FakeStream(kinds.map((kind) => this.#open(kind, constraints[kind]))),
        );
      } catch (error) {
        return Promise.reject(error);
      }
    };
    if (!this.isAsking) return open();
    return new Promise((resolve) => {
      this.#questions.push(() => resolve(open()));
    });
  }

  /** The user grants everything, except for what is in `failures`. */
  answer(): void {
    this.isAsking = false;
    for (const settle of this.#questions.splice(0)) settle();
  }

  getDisplayMedia(): Promise<FakeStream> {
    const failure = this.failures.get('screen');
    if (failure) return Promise.reject(new DOMException('Permission denied', failure));
    const track = new FakeTrack('video', 'screen');
    this.opened.push(track);
    return Promise.resolve(new FakeStream([track]));
  }

  enumerateDevices(): Promise<FakeDevice[]> {
    this.enumerations += 1;
    return Promise.resolve(this.#listed);
  }

  unplug(deviceId: string): void {
    const gone = this.devices.find((one) => one.deviceId === deviceId);
    this.devices = this.devices.filter((one) => one !== gone);
    for (const track of this.opened) {
      const isOfDevice =
        track.deviceId === 'default'
          ? track.groupId === gone?.groupId
          : track.deviceId === deviceId;
      if (isOfDevice && track.readyState === 'live') track.end();
    }
    this.dispatchEvent(new Event('devicechange'));
  }

  plug(device: FakeDevice): void {
    this.devices.push(device);
    this.dispatchEvent(new Event('devicechange'));
  }

  get live(): FakeTrack[] {
    return this.opened.filter(({ readyState }) => readyState === 'live');
  }

  #open(
    kind: 'audio' | 'video',
    constraint: boolean | MediaTrackConstraints | undefined,
  ): FakeTrack {
    const failure = this.failures.get(kind);
    if (failure) throw new DOMException(failure, failure);
    const wanted = typeof constraint === 'object' ? constraint.deviceId : undefined;
    const { exact, ideal } = (typeof wanted === 'object' ? wanted : {}) as {
      exact?: string;
      ideal?: string;
    };
    const present = this.#listed.filter((one) => one.kind === `${kind}input`);
    const facing = typeof constraint === 'object' ? constraint.facingMode : undefined;
    const device =
      present.find(({ deviceId }) => deviceId === (exact ?? ideal)) ??
      present.find(({ facingMode }) => facingMode !== undefined && facingMode === facing) ??
      present[0];
    if (!device) throw new DOMException('None', 'NotFoundError');
    if (exact && device.deviceId !== exact) throw new DOMException('Gone', 'OverconstrainedError');
    if (this.taken.has(device.deviceId)) throw new DOMException('Taken', 'NotReadableError');
    this.#makeRoom(kind, device.deviceId);
    const track = new FakeTrack(kind, device.deviceId);
    track.label = device.label;
    track.groupId = device.groupId ?? '';
    track.onCopy = (copy) => this.opened.push(copy);
    this.opened.push(track);
    return track;
  }

  #makeRoom(kind: 'audio' | 'video', deviceId: string): void {
    if (!this.oneAtATime) return;
    const { says, does } = this.oneAtATime;
    const open = this.live.filter((one) => one.kind === kind && one.deviceId !== deviceId);
    for (const track of open) {
      if (does === 'end') track.end();
      else if (does === 'mute') track.setMuted(true);
    }
    if (open.length > 0) throw new DOMException('In use', says);
  }

  get #listed(): FakeDevice[] {
    const aliases = [...this.aliased].flatMap((kind) => {
      const real = this.devices.findLast((one) => one.kind === kind);
      return real ? [{ ...real, deviceId: 'default', label: `Default - ${real.label}` }] : [];
    });
    return [...aliases, ...this.devices];
  }
}

class FakePermissionStatus extends EventTarget {
  state: PermissionState = 'granted';
}

/** The permissions of a browser: everything is granted until the test changes it. */
export class FakePermissions {
  /** Counts the calls of `query`. */
  queries = 0;
  readonly #statuses = new Map<string, FakePermissionStatus>();

  query({ name }: { name: string }): Promise<FakePermissionStatus> {
    this.queries += 1;
    return Promise.resolve(this.#status(name));
  }

  set(name: 'microphone' | 'camera', state: PermissionState): void {
    const status = this.#status(name);
    status.state = state;
    status.dispatchEvent(new Event('change'));
  }

  #status(name: string): FakePermissionStatus {
    const status = this.#statuses.get(name) ?? new FakePermissionStatus();
    this.#statuses.set(name, status);
    return status;
  }
}
