import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserServer, type Page } from '@playwright/test';
import { ParleyServer } from '../../e2e/support/server';
import { watchMedia } from '../../e2e/support/watch-media';
import { cpuOfTree } from '../lib/browser-cpu';
import { writeFilm } from '../lib/camera-film';
import { BROWSER_OPTIONS, host, openPage } from '../lib/call-pages';
import { printFigure } from '../lib/figure';
import { type MediaMoved, mediaMoved, useDefaultEncodings } from '../lib/page-usage';
import { isOff } from '../lib/paired';

/**
 * The cost of four participants in one browser, against the same call with the browser's default
 * encodings. It runs with a slower clock (`bench/lib/slower-clock.ts`), so that the defaults get all
 * the processor that they need. All arms run at the same time, because the speed of a machine varies.
 */
const PEOPLE = 4;
/** The bandwidth estimates, and with them the default encodings, keep growing for this long. */
const SETTLE_MS = 20_000;
const MEASURE_MS = 10_000;
const HIDING_MS = 6_000;

interface Cost {
  /** CPU seconds per second of the whole browser. */
  cpu: number;
  /** Bytes per second of all senders, and those of video alone. */
  uplink: number;
  video: number;
  /** Decoded video frames per second of all receivers. */
  frames: number;
}

/** Less than a camera's rate, in both arms: it brings the costs that both arms share closer. */
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

async function rates({ browser, pages }: Meeting): Promise<Cost> {
  const pid = browser.process().pid ?? 0;
  const read = async (): Promise<MediaMoved> => {
    const counts = await Promise.all(pages.map((page) => page.evaluate(mediaMoved)));
    const sum = (of: keyof MediaMoved) => counts.reduce((all, count) => all + count[of], 0);
    return { all: sum('all'), video: sum('video'), frames: sum('frames') };
  };
  // A busy browser answers late, so bytes and CPU time are measured over periods of their own.
  const before = await read();
  const readAt = performance.now();
  const cpuBefore = cpuOfTree(pid);
  const cpuAt = performance.now();
  await wait(MEASURE_MS);
  const cpu = ((cpuOfTree(pid) - cpuBefore) * 1000) / (performance.now() - cpuAt);
  const after = await read();
  const seconds = (performance.now() - readAt) / 1000;
  return {
    cpu,
    uplink: (after.all - before.all) / seconds,
    video: (after.video - before.video) / seconds,
    frames: (after.frames - before.frames) / seconds,
  };
}

/** Runs in a page: simulates that another tab is in front, because headless Chromium shows every tab. */
function hideAll(): void {
  Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' });
  document.dispatchEvent(new Event('visibilitychange'));
}

interface Meeting {
  readonly browser: BrowserServer;
  readonly pages: readonly Page[];
}

async function meet(encodings: 'ours' | 'defaults'): Promise<Meeting> {
  const browserServer = await chromium.launchServer(OPTIONS);
  const browser = await chromium.connect(browserServer.wsEndpoint());
  const pages: Page[] = [];
  let link = '';
  for (let index = 0; index < PEOPLE; index += 1) {
    const name = `Person ${index} ${randomUUID()}`;
    const page = await openPage(browser, server.url, name, async (context) => {
      await context.addInitScript(watchMedia);
      if (encodings === 'defaults') await context.addInitScript(useDefaultEncodings);
    });
    if (index === 0) link = await host(page);
    else {
      await page.goto(link);
      await page.getByRole('button', { name: 'Join now' }).click();
      await page.getByRole('button', { name: 'Leave' }).waitFor();
    }
    pages.push(page);
  }
  return { browser: browserServer, pages };
}

const [first, mine, second] = await Promise.all([meet('defaults'), meet('ours'), meet('defaults')]);
await wait(SETTLE_MS);
const [defaults, ours, again] = await Promise.all([rates(first), rates(mine), rates(second)]);
await Promise.all([first.browser.close(), second.browser.close()]);
for (const page of mine.pages) await page.evaluate(hideAll);
await wait(HIDING_MS);
const hidden = (await rates(mine)).video / ours.video;
await mine.browser.close();

const ratio = (of: (cost: Cost) => number): number => (2 * of(ours)) / (of(defaults) + of(again));
const control = again.cpu / defaults.cpu;
const inWords = (name: string, { cpu, uplink, frames }: Cost): string =>
  `${name} ${cpu.toFixed(2)} cores, ${(uplink / 125_000).toFixed(2)} Mbit/s, ${frames.toFixed(0)} frames/s`;
const note = [
  `(A/A of CPU ${control.toFixed(3)}`,
  isOff(control) ? ' — the control is off, so this run is unreliable;' : ';',
  ` ${inWords('ours', ours)}; ${inWords('defaults', defaults)})`,
].join('');
const figures = [
  ['four people in one browser, CPU ÷ default encodings', ratio(({ cpu }) => cpu), 0.6],
  ['four people, uplink ÷ default encodings', ratio(({ uplink }) => uplink), 0.4],
  ['video bits to hidden viewers ÷ to visible viewers', hidden, 0.05],
] as const;
for (const [name, value, bar] of figures) printFigure({ name, value, goal: ['≤', bar], note });
await server.stop();
rmSync(folder, { recursive: true });
