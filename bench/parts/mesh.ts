import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ParleyServer } from '../../e2e/support/server';
import { writeFilm } from '../lib/camera-film';
import { BROWSER_OPTIONS } from '../lib/call-pages';
import { printFigure } from '../lib/figure';
import { type Cost, costInWords, costOf, meet, type Meeting } from '../lib/meeting-cost';
import { useDefaultEncodings } from '../lib/page-usage';
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

/** Runs in a page: simulates that another tab is in front, because headless Chromium shows every tab. */
function hideAll(): void {
  Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' });
  document.dispatchEvent(new Event('visibilitychange'));
}

const meetWith = (encodings: 'ours' | 'defaults'): Promise<Meeting> =>
  meet({
    url: server.url,
    people: PEOPLE,
    launch: OPTIONS,
    prepare: async (context) => {
      if (encodings === 'defaults') await context.addInitScript(useDefaultEncodings);
    },
  });
const rates = (meeting: Meeting): Promise<Cost> => costOf(meeting, MEASURE_MS);

const [first, mine, second] = await Promise.all([
  meetWith('defaults'),
  meetWith('ours'),
  meetWith('defaults'),
]);
await wait(SETTLE_MS);
const [defaults, ours, again] = await Promise.all([rates(first), rates(mine), rates(second)]);
await Promise.all([first.browser.close(), second.browser.close()]);
for (const page of mine.pages) await page.evaluate(hideAll);
await wait(HIDING_MS);
const hidden = (await rates(mine)).video / ours.video;
await mine.browser.close();

const ratio = (of: (cost: Cost) => number): number => (2 * of(ours)) / (of(defaults) + of(again));
const control = again.cpu / defaults.cpu;
const note = [
  `(A/A of CPU ${control.toFixed(3)}`,
  isOff(control) ? ' — the control is off, so this run is unreliable;' : ';',
  ` ${costInWords('ours', ours)}; ${costInWords('defaults', defaults)})`,
].join('');
const figures = [
  ['four people in one browser, CPU ÷ default encodings', ratio(({ cpu }) => cpu), 0.6],
  ['four people, uplink ÷ default encodings', ratio(({ uplink }) => uplink), 0.4],
  ['video bits to hidden viewers ÷ to visible viewers', hidden, 0.05],
] as const;
for (const [name, value, bar] of figures) printFigure({ name, value, goal: ['≤', bar], note });
await server.stop();
rmSync(folder, { recursive: true });
