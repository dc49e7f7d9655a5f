import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { ParleyServer } from '../../e2e/support/server';
import { watchMedia } from '../../e2e/support/watch-media';
import { cpuOfTree } from '../lib/browser-cpu';
import { writeFilm } from '../lib/camera-film';
import { BROWSER_OPTIONS, host, openPage } from '../lib/call-pages';
import { printFigure } from '../lib/figure';
import { bytesSent, type BytesSent, useDefaultEncodings } from '../lib/page-usage';
import { quantile } from '../lib/paired';

/** Four people in one browser: what they cost, against the same with a browser's own encodings. */
const PEOPLE = 4;
/** So long the browsers' estimates of the bandwidth go on growing, and the defaults with them. */
const SETTLE_MS = 40_000;
const MEASURE_MS = 12_000;
const HIDING_MS = 6_000;
const ROUNDS = 3;

interface Cost {
  /** CPU seconds a second of the whole browser. */
  cpu: number;
  /** Bytes a second, all senders together; and those of pictures alone. */
  uplink: number;
  video: number;
  /** Bytes of pictures a second while everybody hides everybody, microphones on as before. */
  hidden: number;
}

/** Fewer frames than a camera's, for both arms: at eight and more the defaults want more than two cores have. */
const FRAME_RATE = 6;
const folder = mkdtempSync(join(tmpdir(), 'parley-film-'));
const film = join(folder, 'camera.y4m');
writeFilm(film, { width: 1_280, height: 720, rate: FRAME_RATE, frames: 3 * FRAME_RATE });
const OPTIONS = {
  ...BROWSER_OPTIONS,
  args: [...(BROWSER_OPTIONS.args ?? []), `--use-file-for-fake-video-capture=${film}`],
};

const server = await ParleyServer.start();
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function rates(pid: number, pages: readonly Page[]): Promise<Omit<Cost, 'hidden'>> {
  const read = async (): Promise<BytesSent> => {
    const counts = await Promise.all(pages.map((page) => page.evaluate(bytesSent)));
    return {
      all: counts.reduce((sum, { all }) => sum + all, 0),
      video: counts.reduce((sum, { video }) => sum + video, 0),
    };
  };
  // A browser that is short of processor takes seconds to tell its bytes: they have their own clock.
  const bytesBefore = await read();
  const bytesAt = performance.now();
  const cpuBefore = cpuOfTree(pid);
  const cpuAt = performance.now();
  await wait(MEASURE_MS);
  const cpu = ((cpuOfTree(pid) - cpuBefore) * 1000) / (performance.now() - cpuAt);
  const { all, video } = await read();
  const seconds = (performance.now() - bytesAt) / 1000;
  return {
    cpu,
    uplink: (all - bytesBefore.all) / seconds,
    video: (video - bytesBefore.video) / seconds,
  };
}

/** As another tab in front would: headless Chromium shows every tab. */
function hideAll(): void {
  Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' });
  document.dispatchEvent(new Event('visibilitychange'));
}

async function measure(withDefaults: boolean): Promise<Cost> {
  const browserServer = await chromium.launchServer(OPTIONS);
  const browser = await chromium.connect(browserServer.wsEndpoint());
  const pages: Page[] = [];
  let link = '';
  for (let index = 0; index < PEOPLE; index += 1) {
    const name = `Person ${index} ${performance.now()}`;
    const page = await openPage(browser, server.url, name, async (context) => {
      await context.addInitScript(watchMedia);
      if (withDefaults) await context.addInitScript(useDefaultEncodings);
    });
    if (index === 0) link = await host(page);
    else {
      await page.goto(link);
      await page.getByRole('button', { name: 'Join now' }).click();
      await page.getByRole('button', { name: 'Leave' }).waitFor();
    }
    pages.push(page);
  }
  await wait(SETTLE_MS);
  const pid = browserServer.process().pid ?? 0;
  const shown = await rates(pid, pages);
  for (const page of pages) await page.evaluate(hideAll);
  await wait(HIDING_MS);
  const { video: hidden } = await rates(pid, pages);
  await browserServer.close();
  return { ...shown, hidden };
}

const costs: { ours: Cost; defaults: Cost; again: Cost }[] = [];
for (let round = 0; round < ROUNDS; round += 1) {
  const defaults = await measure(true);
  const ours = await measure(false);
  costs.push({ ours, defaults, again: await measure(true) });
}
const ratio = (of: 'cpu' | 'uplink'): number =>
  quantile(
    costs.map(({ ours, defaults, again }) => (2 * ours[of]) / (defaults[of] + again[of])),
    0.5,
  );
const control = quantile(
  costs.map(({ defaults, again }) => again.cpu / defaults.cpu),
  0.5,
);
const hidden = quantile(
  costs.map(({ ours }) => ours.hidden / ours.video),
  0.5,
);
const median = (arm: 'ours' | 'defaults', of: 'cpu' | 'uplink'): number =>
  quantile(
    costs.map((cost) => cost[arm][of]),
    0.5,
  );
const inWords = (arm: 'ours' | 'defaults'): string =>
  `${arm} ${median(arm, 'cpu').toFixed(2)} cores, ${(median(arm, 'uplink') / 125_000).toFixed(2)} Mbit/s`;
const note = [
  `(medians of ${ROUNDS} rounds; A/A of CPU ${control.toFixed(2)};`,
  `${inWords('ours')}; ${inWords('defaults')})`,
].join(' ');
const figures = [
  ['four people in one browser, CPU ÷ default encodings', ratio('cpu'), 0.6],
  ['four people, uplink ÷ default encodings', ratio('uplink'), 0.4],
  ['pictures: bits to viewers who hide you ÷ to those who look', hidden, 0.05],
] as const;
for (const [name, value, bar] of figures) printFigure({ name, value, goal: ['≤', bar], note });
await server.stop();
rmSync(folder, { recursive: true });
