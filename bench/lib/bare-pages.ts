import type { Page } from '@playwright/test';

interface BareSocket {
  emit(event: string, ...args: unknown[]): void;
  on(event: 'signal', listener: (signal: BareSignal) => void): void;
}

interface BareSignal {
  description?: RTCSessionDescriptionInit;
  candidate?: RTCIceCandidateInit | null;
  bye?: true;
}

interface BareWindow extends Window {
  io(options: object): BareSocket;
  bareJoin?: () => Promise<number>;
}

/**
 * The least that two people in two pages need to see each other: a peer connection each, their own
 * cameras on the screen, signals by Socket.IO, the offer ready before the press.
 */
export class BarePages {
  private constructor(
    private readonly guest: Page,
    private readonly url: string,
  ) {}

  /** `url` is that of `servers/bare-socket.ts`; the host waits from now on. */
  static async open(host: Page, guest: Page, url: string): Promise<BarePages> {
    await host.goto(url);
    await host.evaluate(waitForGuests);
    return new BarePages(guest, url);
  }

  /** Milliseconds from the press to the first frame of the host, and out again. */
  async measureJoin(): Promise<number> {
    await this.guest.goto(this.url);
    await this.guest.evaluate(prepareToJoin);
    await this.guest.waitForFunction(() => (document.querySelector('video')?.currentTime ?? 0) > 1);
    return this.guest.evaluate(() => (window as unknown as BareWindow).bareJoin?.() ?? 0);
  }
}

/** Runs in the host's page. */
async function waitForGuests(): Promise<void> {
  const [own, other] = document.querySelectorAll('video');
  const camera = await navigator.mediaDevices.getUserMedia({
    audio: true,
    video: { width: 640, height: 360 },
  });
  if (own) own.srcObject = camera;
  const socket = (window as unknown as BareWindow).io({ transports: ['websocket'] });
  let pc: RTCPeerConnection | undefined;
  let described: Promise<void> | undefined;
  socket.on('signal', ({ description, candidate, bye }) => {
    if (bye) pc?.close();
    else if (description) void answer(description);
    else void described?.then(() => pc?.addIceCandidate(candidate ?? undefined));
  });
  async function answer(offer: RTCSessionDescriptionInit): Promise<void> {
    const connection = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
    pc = connection;
    connection.onicecandidate = (event) =>
      socket.emit('signal', 'guest', { candidate: event.candidate });
    connection.ontrack = ({ streams }) => {
      if (other) other.srcObject = streams[0] ?? null;
    };
    for (const track of camera.getTracks()) connection.addTrack(track, camera);
    described = connection.setRemoteDescription(offer);
    await described;
    await connection.setLocalDescription();
    socket.emit('signal', 'guest', { description: connection.localDescription });
  }
  await new Promise<void>((resolve) => socket.emit('join', 'host', resolve));
}

/** Runs in the guest's page: all that can be ready before the press. */
async function prepareToJoin(): Promise<void> {
  const [own, other] = document.querySelectorAll('video');
  const camera = await navigator.mediaDevices.getUserMedia({
    audio: true,
    video: { width: 640, height: 360 },
  });
  if (own) own.srcObject = camera;
  const socket = (window as unknown as BareWindow).io({ transports: ['websocket'] });
  await new Promise<void>((resolve) => socket.emit('join', 'guest', resolve));
  const pc = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
  for (const track of camera.getTracks()) pc.addTrack(track, camera);
  if (other) other.srcObject = new MediaStream(pc.getReceivers().map(({ track }) => track));
  const gathered = new Promise((resolve) => {
    pc.onicecandidate = ({ candidate }) => candidate === null && resolve(null);
  });
  await pc.setLocalDescription();
  await gathered;
  let described: Promise<void> | undefined;
  socket.on('signal', ({ description, candidate }) => {
    if (description) described = pc.setRemoteDescription(description);
    else void described?.then(() => pc.addIceCandidate(candidate ?? undefined));
  });
  (window as unknown as BareWindow).bareJoin = () =>
    new Promise((resolve) => {
      const start = performance.now();
      other?.requestVideoFrameCallback(() => {
        resolve(performance.now() - start);
        socket.emit('signal', 'host', { bye: true });
        pc.close();
      });
      socket.emit('signal', 'host', { description: pc.localDescription });
    });
}
