import type { Page } from '@playwright/test';
import { settled } from './call-pages';

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
  bare: { camera: MediaStream; other: HTMLVideoElement; socket: BareSocket };
  bareJoin?: () => Promise<number>;
}

/**
 * The minimal call between two pages: a peer connection and a self-view each, signals over Socket.IO,
 * and an offer that is ready before the click.
 */
export class BarePages {
  private constructor(
    private readonly joiner: Page,
    private readonly url: string,
  ) {}

  /** @param url of `servers/bare-socket.ts`; from now on the host answers offers */
  static async open(host: Page, joiner: Page, url: string): Promise<BarePages> {
    await host.goto(url);
    await host.evaluate(enter, 'host');
    await host.evaluate(answerOffers);
    return new BarePages(joiner, url);
  }

  /** Measures the milliseconds from the click to the first video frame of the host, and leaves. */
  async measureJoin(): Promise<number> {
    await this.joiner.goto(this.url);
    await this.joiner.evaluate(enter, 'joiner');
    await this.joiner.evaluate(prepareToJoin);
    await settled(this.joiner);
    return this.joiner.evaluate(() => (window as unknown as BareWindow).bareJoin?.() ?? 0);
  }
}

/** Runs in both pages: shows the self-view and opens a socket with the address `name`. */
async function enter(name: string): Promise<void> {
  const [own, other] = document.querySelectorAll('video');
  if (!own || !other) throw new Error('not the page of servers/bare-socket.ts');
  const camera = await navigator.mediaDevices.getUserMedia({
    audio: true,
    video: { width: 640, height: 360 },
  });
  own.srcObject = camera;
  const bareWindow = window as unknown as BareWindow;
  const socket = bareWindow.io({ transports: ['websocket'] });
  await new Promise<void>((resolve) => socket.emit('join', name, resolve));
  bareWindow.bare = { camera, other, socket };
}

/** Runs in the page of the host: answers every offer. */
function answerOffers(): void {
  const { camera, other, socket } = (window as unknown as BareWindow).bare;
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
      socket.emit('signal', 'joiner', { candidate: event.candidate });
    connection.ontrack = ({ streams }) => {
      other.srcObject = streams[0] ?? null;
    };
    for (const track of camera.getTracks()) connection.addTrack(track, camera);
    described = connection.setRemoteDescription(offer);
    await described;
    await connection.setLocalDescription();
    socket.emit('signal', 'joiner', { description: connection.localDescription });
  }
}

/** Runs in the joining page: prepares everything that is possible before the click. */
async function prepareToJoin(): Promise<void> {
  const { camera, other, socket } = (window as unknown as BareWindow).bare;
  const pc = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
  for (const track of camera.getTracks()) pc.addTrack(track, camera);
  other.srcObject = new MediaStream(pc.getReceivers().map(({ track }) => track));
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
      other.requestVideoFrameCallback(() => {
        resolve(performance.now() - start);
        socket.emit('signal', 'host', { bye: true });
        pc.close();
      });
      socket.emit('signal', 'host', { description: pc.localDescription });
    });
}
