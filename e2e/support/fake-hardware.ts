/**
 * Runs in the page before its own scripts. It simulates a machine with two microphones, two cameras
 * and two speakers that a test can plug in and out. The tracks are real: each microphone produces
 * noise, each camera shows thin stripes of its own colour. As in Chrome on a desktop, the audio
 * device that was plugged in last is also listed as `default` and `communications`. The script also
 * counts how often the page sets a local description.
 */
export function fakeHardware(): void {
  const all: Hardware[] = [
    { kind: 'audioinput', deviceId: 'mic-1', label: 'Built-in Audio', groupId: 'machine' },
    { kind: 'audioinput', deviceId: 'mic-2', label: 'Headset', groupId: 'headset' },
    { kind: 'videoinput', deviceId: 'cam-1', label: 'Built-in Camera', groupId: 'machine' },
    { kind: 'videoinput', deviceId: 'cam-2', label: 'Desk Camera', groupId: 'desk' },
    { kind: 'audiooutput', deviceId: 'out-1', label: 'Built-in Speaker', groupId: 'machine' },
    { kind: 'audiooutput', deviceId: 'out-2', label: 'Headset', groupId: 'headset' },
  ];
  const unplugged = new Set<string>();
  const preferred: Record<string, string> = { audioinput: 'mic-1', audiooutput: 'out-1' };
  /** `deviceId` is that of the real device, never an alias. */
  const open: { deviceId: string; track: MediaStreamTrack }[] = [];
  /** Like most phones: only one device of each kind can be open. */
  let oneAtATime = false;
  let descriptions = 0;
  let asked = 0;

  const plugged = () => all.filter(({ deviceId }) => !unplugged.has(deviceId));
  const preferredOf = (kind: string): Hardware | undefined => {
    const some = plugged().filter((one) => one.kind === kind);
    return some.find(({ deviceId }) => deviceId === preferred[kind]) ?? some[0];
  };
  const present = (): Hardware[] => {
    const aliases = (['audioinput', 'audiooutput'] as const).flatMap((kind) => {
      const real = preferredOf(kind);
      if (!real) return [];
      return [
        { ...real, deviceId: 'default', label: `Default - ${real.label}` },
        { ...real, deviceId: 'communications', label: `Communications - ${real.label}` },
      ];
    });
    return [...aliases, ...plugged()];
  };
  const pick = (kind: string, wanted: unknown): Hardware => {
    const { exact, ideal } = ((wanted as MediaTrackConstraints)?.deviceId ?? {}) as {
      exact?: string;
      ideal?: string;
    };
    const some = present().filter((one) => one.kind === kind);
    const found = some.find(({ deviceId }) => deviceId === (exact ?? ideal)) ?? some[0];
    if (!found) throw new DOMException('None', 'NotFoundError');
    return found;
  };
  const makeNoise = (): MediaStreamTrack => {
    const context = new AudioContext();
    const buffer = new AudioBuffer({ length: 48_000, sampleRate: 48_000 });
    buffer.copyToChannel(
      Float32Array.from({ length: 48_000 }, () => Math.random() - 0.5),
      0,
    );
    const noise = new AudioBufferSourceNode(context, { buffer, loop: true });
    const output = new MediaStreamAudioDestinationNode(context);
    noise.connect(output);
    noise.start();
    return output.stream.getAudioTracks()[0]!;
  };
  const showStripes = (deviceId: string): MediaStreamTrack => {
    const canvas = document.createElement('canvas');
    canvas.width = 320;
    canvas.height = 180;
    const context = canvas.getContext('2d')!;
    let turn = 0;
    const timer = setInterval(() => {
      context.fillStyle = '#000';
      context.fillRect(0, 0, 320, 180);
      context.fillStyle = deviceId === 'cam-1' ? '#f00' : '#00f';
      for (let x = 0; x < 320; x += 16) context.fillRect(x, 0, 8, 180);
      // A canvas that does not change produces no frames.
      context.fillRect(turn++ % 320, 90, 2, 2);
    }, 50);
    const track = canvas.captureStream(20).getVideoTracks()[0]!;
    track.addEventListener('ended', () => clearInterval(timer));
    return track;
  };
  /** Clones of a track keep the device open as well. */
  const holds = (deviceId: string, track: MediaStreamTrack) => {
    open.push({ deviceId, track });
    const clone = track.clone.bind(track);
    track.clone = () => {
      const copy = clone();
      holds(deviceId, copy);
      return copy;
    };
  };
  const make = (kind: string, wanted: unknown): MediaStreamTrack => {
    const { deviceId, label, groupId } = pick(kind, wanted);
    const isAlias = deviceId === 'default' || deviceId === 'communications';
    const realId = isAlias ? preferredOf(kind)!.deviceId : deviceId;
    const isOther = (one: (typeof open)[number]) =>
      one.track.readyState === 'live' &&
      one.deviceId !== realId &&
      all.some((device) => device.deviceId === one.deviceId && device.kind === kind);
    if (oneAtATime && open.some(isOther)) throw new DOMException('In use', 'NotReadableError');
    const track = kind === 'audioinput' ? makeNoise() : showStripes(deviceId);
    track.getSettings = () => ({ deviceId, groupId });
    Object.defineProperty(track, 'label', { value: label });
    holds(realId, track);
    return track;
  };

  const { mediaDevices } = navigator;
  mediaDevices.getUserMedia = (constraints = {}) => {
    asked += 1;
    try {
      const tracks: MediaStreamTrack[] = [];
      if (constraints.audio) tracks.push(make('audioinput', constraints.audio));
      if (constraints.video) tracks.push(make('videoinput', constraints.video));
      return Promise.resolve(new MediaStream(tracks));
    } catch (error) {
      return Promise.reject(error);
    }
  };
  mediaDevices.enumerateDevices = () => Promise.resolve(present() as unknown as MediaDeviceInfo[]);
  // The simulated speakers cannot play, so this records only which one was selected.
  HTMLMediaElement.prototype.setSinkId = function setSinkId(this: HTMLMediaElement, id: string) {
    this.dataset['speaker'] = id;
    return Promise.resolve();
  };
  Object.defineProperty(HTMLMediaElement.prototype, 'sinkId', {
    get(this: HTMLMediaElement) {
      return this.dataset['speaker'] ?? '';
    },
  });
  const { RTCPeerConnection: Connection } = window;
  const original = Connection.prototype.setLocalDescription;
  const counted = function count(
    this: RTCPeerConnection,
    description?: RTCLocalSessionDescriptionInit,
  ) {
    descriptions += 1;
    return Reflect.apply(original, this, [description]) as Promise<void>;
  };
  Object.assign(Connection.prototype, { setLocalDescription: counted });

  const hardware: FakeHardware = {
    unplug(deviceId) {
      unplugged.add(deviceId);
      for (const one of open.filter((each) => each.deviceId === deviceId)) {
        if (one.track.readyState === 'ended') continue;
        one.track.stop();
        one.track.dispatchEvent(new Event('ended'));
      }
      mediaDevices.dispatchEvent(new Event('devicechange'));
    },
    plug(deviceId) {
      unplugged.delete(deviceId);
      const kind = all.find((one) => one.deviceId === deviceId)?.kind;
      if (kind) preferred[kind] = deviceId;
      mediaDevices.dispatchEvent(new Event('devicechange'));
    },
    allowOneAtATime() {
      oneAtATime = true;
    },
    counts: () => ({ descriptions, asked }),
    inUse: () => {
      const live = open.filter(({ track }) => track.readyState === 'live');
      return [...new Set(live.map(({ deviceId }) => deviceId))];
    },
  };
  Object.assign(window, { hardware });
}

interface Hardware {
  readonly kind: MediaDeviceKind;
  readonly deviceId: string;
  readonly label: string;
  readonly groupId: string;
}

interface FakeHardware {
  unplug(deviceId: string): void;
  plug(deviceId: string): void;
  /** From now on only one device of each kind can be open. */
  allowOneAtATime(): void;
  /** How often the page has set a local description and called `getUserMedia` so far. */
  counts(): { descriptions: number; asked: number };
  /** Ids of the open devices. */
  inUse(): string[];
}

export interface HardwareWindow {
  hardware: FakeHardware;
}
