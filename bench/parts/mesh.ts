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
import { type MediaMoved, mediaMoved, useDefaultEncodings } from '../lib/page-usage';
import { isOff, quantile } from '../lib/paired';

/** Four people in one browser: what they cost, against the same with a browser's own encodings. */
const PEOPLE = 4;
/** So long the browsers' estimates of the bandwidth go on growing, and the defaults with them. */
const SETTLE_MS = 40_000;
const MEASURE_MS = 12_000;
const HIDING_MS = 6_000;
const ROUNDS = 3;
/** The encoders of those who are there already may leave a newcomer's page without processor. */
const PATIENCE_MS = 120_000;

interface Cost {
  /** CPU seconds a second of the whole browser. */
  cpu: number;
  /** Bytes a second, all senders together; and those of pictures alone. */
  uplink: number;
  video: number;
  /** Pictures a second that were decoded, all receivers together. */
  pictures: number;
  /** Bytes of pictures a second while everybody hides everybody, microphones on as before. */
  hidden: number;
}

/** Fewer frames than a camera's, for both arms: the defaults want more than two cores have anyway. */
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
  const read = async (): Promise<MediaMoved> => {
    const counts = await Promise.all(pages.map((page) => page.evaluate(mediaMoved)));
    const sum = (of: keyof MediaMoved) => counts.reduce((all, count) => all + count[of], 0);
    return { all: sum('all'), video: sum('video'), pictures: sum('pictures') };
  };
  // A browser that is short of processor takes seconds to tell its media: they have their own clock.
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
    pictures: (after.pictures - before.pictures) / seconds,
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
    page.setDefaultTimeout(PATIENCE_MS);
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
const median = (of: (cost: (typeof costs)[number]) => number): number =>
  quantile(costs.map(of), 0.5);
const ratio = (of: (cost: Cost) => number): number =>
  median(({ ours, defaults, again }) => (2 * of(ours)) / (of(defaults) + of(again)));
const aPicture = ({ cpu, pictures }: Cost): number => cpu / pictures;
const control = median(({ defaults, again }) => aPicture(again) / aPicture(defaults));
const hidden = median(({ ours }) => ours.hidden / ours.video);
const inWords = (arm: 'ours' | 'defaults'): string => {
  const of = (what: keyof Cost) => median((cost) => cost[arm][what]);
  const mbits = (of('uplink') / 125_000).toFixed(2);
  return `${arm} ${of('cpu').toFixed(2)} cores, ${mbits} Mbit/s, ${of('pictures').toFixed(0)} pictures/s`;
};
const note = [
  `(medians of ${ROUNDS} rounds; A/A of CPU a picture ${control.toFixed(3)}`,
  isOff(control) ? ' — the control is off, so this run says little;' : ';',
  ` CPU a second ${ratio(({ cpu }) => cpu).toFixed(3)};`,
  ` ${inWords('ours')}; ${inWords('defaults')})`,
].join('');
const figures = [
  // Not a second: of the defaults' pictures many are left out, as they want more than there is.
  ['four people in one browser, CPU a picture ÷ default encodings', ratio(aPicture), 0.6],
  ['four people, uplink ÷ default encodings', ratio(({ uplink }) => uplink), 0.4],
  ['pictures: bits to viewers who hide you ÷ to those who look', hidden, 0.05],
] as const;
for (const [name, value, bar] of figures) printFigure({ name, value, goal: ['≤', bar], note });
await server.stop();
rmSync(folder, { recursive: true });
