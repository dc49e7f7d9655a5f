import { setTimeout as wait } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { createLivekit } from '../../backend/src/sfu/livekit';
import { ParleyServer } from '../../e2e/support/server';
import { TestSfu } from '../../e2e/support/sfu';
import { watchMedia } from '../../e2e/support/watch-media';
import { hostBareSfu, measureBareSfu, serveBareSfu } from '../lib/bare-sfu';
import { host, join, launchBrowser, measureClick, openPage } from '../lib/call-pages';
import { describePaired, printFigure } from '../lib/figure';
import { compare } from '../lib/paired';
import { bytesReceived, countLongTasks } from '../lib/page-usage';
import { SfuCrowd } from '../lib/sfu-crowd';

/**
 * A meeting on the SFU: joining it, what a hidden tile costs, and what 50 people cost a browser. Two
 * browsers, and participants without a browser (`bench/lib/sfu-crowd.ts`).
 */
const JOINS = 5;
const PAIRS = 3;
const SETTLE_MS = 2_500;
const MEASURE_MS = 4_000;
const LONG_MS = 15_000;
const BARE_ROOM = 'bare';
const SOURCES = new Set(['camera', 'microphone'] as const);

const sfu = await TestSfu.start();
const server = await ParleyServer.start({
  ...sfu.variables,
  MESH_LIMIT: '2',
  ROOM_LIMIT: '60',
  RATE_LIMIT_FACTOR: '10000',
});
const { LIVEKIT_URL = '', LIVEKIT_API_KEY = '', LIVEKIT_API_SECRET = '' } = sfu.variables;
const livekit = createLivekit({
  url: LIVEKIT_URL,
  key: LIVEKIT_API_KEY,
  secret: LIVEKIT_API_SECRET,
});
const crowd = SfuCrowd.start({
  url: server.url,
  sfuUrl: LIVEKIT_URL,
  load: ['-layers', '180,360', '-kbps', '150,450', '-fps', '10'],
});
const [browser, other] = [await launchBrowser(), await launchBrowser()];
const open = (name: string, from = browser): Promise<Page> =>
  openPage(from, server.url, name, (context) => context.addInitScript(watchMedia));

const [ana, ben] = [await open('Ana'), await open('Ben', other)];
const link = await host(ana);
const code = new URL(link).pathname.split('/').at(-1) ?? '';
while (crowd.size < 2) await crowd.join(code);
await ana.getByRole('figure', { name: 'Video of Guest 2' }).locator('video').waitFor();

// Joining, against the minimal page on the same LiveKit.
const bare = await serveBareSfu();
const address = LIVEKIT_URL.replace('http', 'ws');
await livekit.createRoom(BARE_ROOM, 10);
let identities = 0;
const token = () => livekit.token(BARE_ROOM, `p${(identities += 1)}~i~1`, SOURCES);
const [bareHost, bareGuest] = [await browser.newPage(), await other.newPage()];
for (const page of [bareHost, bareGuest]) {
  await page.context().grantPermissions(['camera', 'microphone'], { origin: bare.url });
}
await hostBareSfu(bareHost, bare.url, address, await token());
const joining = await compare(
  async () => {
    await ben.goto(link);
    await ben.getByLabel('Your camera').waitFor();
    return measureClick(ben, ana, 'Join now');
  },
  async () => measureBareSfu(bareGuest, bare.url, address, await token()),
  JOINS,
);
printFigure({
  name: 'first remote frame on the SFU ÷ a page of livekit-client',
  value: joining.ratio,
  goal: ['≤', 1.1],
  note: describePaired(joining),
});
await Promise.all([bareHost.close(), bareGuest.close()]);
bare.stop();

// Twelve tiles of others, six of which are hidden.
while (crowd.size < 12) await crowd.join(code);
await ana.getByRole('figure', { name: 'Video of Guest 12' }).locator('video').waitFor();
const received = async (hidden: number): Promise<number> => {
  await ana.evaluate((count) => {
    for (const [index, tile] of document
      .querySelectorAll<HTMLElement>('figure[aria-label^="Video of Guest"]')
      .entries()) {
      tile.style.display = index < count ? 'none' : '';
    }
  }, hidden);
  await wait(SETTLE_MS);
  const before = await ana.evaluate(bytesReceived);
  await wait(MEASURE_MS);
  return (await ana.evaluate(bytesReceived)) - before;
};
const tiles = await compare(
  () => received(6),
  () => received(0),
  PAIRS,
);
printFigure({
  name: 'bytes received, six of twelve tiles hidden ÷ none',
  value: tiles.ratio,
  goal: ['≤', 0.6],
  note: describePaired(tiles),
});

// Fifty people: Ana, Ben and the crowd.
await join(ben, link);
while (crowd.size < 48) await crowd.join(code);
await ana.getByText(/50 of 60 people/).waitFor();
await wait(SETTLE_MS);
const tasks = await ana.evaluate(countLongTasks, LONG_MS);
console.log(
  `A room of 50, ${LONG_MS / 1000} s: ${tasks.count} long tasks, ${tasks.total.toFixed(0)} ms together, the longest ${tasks.longest.toFixed(0)} ms`,
);
await Promise.all([browser.close(), other.close()]);
await crowd.stop();
await server.stop();
await sfu.stop();
