import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { settled } from './call-pages';

const LIBRARY = join(
  import.meta.dirname,
  '../../node_modules/livekit-client/dist/livekit-client.umd.js',
);

/** The whole page: a self-view, the other video, and livekit-client as its documentation uses it. */
const PAGE = `<!doctype html><video id="own" autoplay muted></video><video id="other" autoplay muted></video>
<script src="/livekit.js"></script>
<script>
let room, stream;
async function prepare() {
  stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: { width: 640, height: 360 } });
  own.srcObject = stream;
}
async function connect(url, token) {
  room = new LivekitClient.Room();
  const shown = new Promise((resolve) =>
    room.on('trackSubscribed', (track) => {
      if (track.kind !== 'video') return;
      track.attach(other);
      other.requestVideoFrameCallback(() => resolve(performance.now()));
    }),
  );
  const start = performance.now();
  await room.connect(url, token);
  await Promise.all(stream.getTracks().map((track) => room.localParticipant.publishTrack(track, {
    source: track.kind === 'video' ? 'camera' : 'microphone', simulcast: true, videoCodec: 'vp8' })));
  return { shown: shown.then((at) => at - start) };
}
async function join(url, token) {
  const { shown } = await connect(url, token);
  const time = await shown;
  await room.disconnect(false);
  return time;
}
</script>`;

/** Serves the minimal page with livekit-client. @returns its address */
export async function serveBareSfu(): Promise<{ url: string; stop: () => void }> {
  const library = readFileSync(LIBRARY);
  const server = createServer((request, response) => {
    const isLibrary = request.url === '/livekit.js';
    response.setHeader('content-type', isLibrary ? 'text/javascript' : 'text/html');
    response.end(isLibrary ? library : PAGE);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, stop: () => server.close() };
}

interface BareSfuWindow {
  prepare(): Promise<void>;
  connect(url: string, token: string): Promise<unknown>;
  join(url: string, token: string): Promise<number>;
}

async function open(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.evaluate(() => (window as unknown as BareSfuWindow).prepare());
  await settled(page);
}

/** Opens the page and stays in the room. */
export async function hostBareSfu(page: Page, url: string, sfu: string, token: string) {
  await open(page, url);
  await page.evaluate(
    async ([to, as]) => {
      await (window as unknown as BareSfuWindow).connect(to ?? '', as ?? '');
    },
    [sfu, token],
  );
}

/** Opens the page, and measures the milliseconds from connecting to the first frame of the host. */
export async function measureBareSfu(page: Page, url: string, sfu: string, token: string) {
  await open(page, url);
  return page.evaluate(
    ([to, as]) => (window as unknown as BareSfuWindow).join(to ?? '', as ?? ''),
    [sfu, token],
  );
}
