import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { freePort } from '../../scripts/lib/ports.mjs';
import { ParleyServer } from '../../e2e/support/server';
import { TestSfu } from '../../e2e/support/sfu';
import { longestShownGap, readShown, type Shown, watchShown } from '../../e2e/support/shown-media';
import { type WatchedWindow, watchMedia } from '../../e2e/support/watch-media';
import { writeFilm } from '../lib/camera-film';
import { connected, host, join, launchBrowser, openPage } from '../lib/call-pages';
import { printFigure } from '../lib/figure';
import { quantile } from '../lib/paired';
import { writeVoice } from '../lib/voice';

/**
 * What participants notice of a move: three people in one browser move to the SFU again and again.
 * Between the moves LiveKit is killed, so the meeting is back in the mesh; when LiveKit runs again, it
 * moves in the same steps as after a join. Each move gives six figures: everybody sees two others.
 * In real time, because LiveKit cannot run with a slower clock; with small cameras.
 */
const MOVES = Number(process.env['MOVES'] ?? 20);
/** In the mesh before a move, and on the SFU after it. */
const REST_MS = 1_500;
const LIMIT_MS = 60_000;
const NAMES = ['Ana', 'Ben', 'Cem'] as const;

const folder = mkdtempSync(joinPath(tmpdir(), 'parley-moves-'));
const [film, voice] = [joinPath(folder, 'camera.y4m'), joinPath(folder, 'voice.wav')];
writeFilm(film, { width: 320, height: 180, rate: 20, frames: 60 });
writeVoice(voice);
const sfu = await TestSfu.start();
const metricsPort = await freePort();
const server = await ParleyServer.start({
  ...sfu.variables,
  MESH_LIMIT: '2',
  METRICS_PORT: String(metricsPort),
});
const browser = await launchBrowser([
  `--use-file-for-fake-video-capture=${film}`,
  `--use-file-for-fake-audio-capture=${voice}`,
]);

const pages: Page[] = [];
let link = '';
for (const name of NAMES) {
  const page = await openPage(browser, server.url, name, (context) =>
    context.addInitScript(watchMedia),
  );
  if (link === '') link = await host(page);
  else await join(page, link);
  await watchShown({ page });
  pages.push(page);
}

/** What everybody shows of everybody else, in a fixed order. */
const readAll = (): Promise<Shown[]> =>
  Promise.all(
    pages.flatMap((page, index) =>
      NAMES.filter((_, other) => other !== index).map((name) => readShown(page, name)),
    ),
  );

interface Noticed {
  readonly gaps: number[];
  readonly concealed: number[];
  readonly times: number[];
}

/** Measures what is noticed while `change` leads to this many connections. */
async function observe(into: Noticed, count: number, change: () => Promise<void>): Promise<void> {
  await wait(REST_MS);
  const before = await readAll();
  const since = Date.now();
  await change();
  const changedAt = Date.now();
  await connected(pages, count, LIMIT_MS);
  into.times.push(Date.now() - changedAt);
  await wait(REST_MS);
  const after = await readAll();
  for (const [index, now] of after.entries()) {
    const was = before[index]?.audio ?? now.audio;
    into.gaps.push(longestShownGap(now, since));
    const samples = now.audio.samples - was.samples;
    into.concealed.push((100 * (now.audio.concealed - was.concealed)) / Math.max(1, samples));
  }
}

/** What remains after moves: megabytes on the heaps of a page and of the server, open connections. */
async function readRemains() {
  const [ana] = pages as [Page];
  const devtools = await ana.context().newCDPSession(ana);
  await devtools.send('HeapProfiler.collectGarbage');
  const { usedSize } = await devtools.send('Runtime.getHeapUsage');
  await devtools.detach();
  const metrics = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  const serverHeap = Number(/^nodejs_heap_size_used_bytes\S* (\S+)/m.exec(metrics)?.[1]);
  const open = await Promise.all(
    pages.map((page) =>
      page.evaluate(
        () =>
          (window as unknown as WatchedWindow).parleyTest.connections.filter(
            ({ signalingState }) => signalingState !== 'closed',
          ).length,
      ),
    ),
  );
  return { page: usedSize / 2 ** 20, server: serverHeap / 2 ** 20, open };
}

const toSfu: Noticed = { gaps: [], concealed: [], times: [] };
const fallBack: Noticed = { gaps: [], concealed: [], times: [] };
const still: Noticed = { gaps: [], concealed: [], times: [] };
await connected(pages, 1, LIMIT_MS);
const before = await readRemains();
for (let index = 0; index < MOVES; index += 1) {
  await observe(fallBack, 2, () => sfu.kill());
  // The control: as long as a move takes, with nothing to notice.
  await observe(still, 2, () => wait(2 * REST_MS));
  await observe(toSfu, 1, () => sfu.run());
}
await wait(5_000);
const after = await readRemains();
const aborted = server.logged('move aborted').map(({ reason }) => reason);
await browser.close();
await server.stop();
await sfu.stop();
rmSync(folder, { recursive: true });

const inWords = (values: readonly number[], digits: number) =>
  `p50 ${quantile(values, 0.5).toFixed(digits)}, p95 ${quantile(values, 0.95).toFixed(digits)}, max ${Math.max(...values).toFixed(digits)}`;
printFigure({
  name: 'longest video gap in a move to the SFU, p95 of pairs',
  value: quantile(toSfu.gaps, 0.95),
  goal: ['≤', 130],
  unit: 'ms',
  note: `(${inWords(toSfu.gaps, 0)}; without a move ${inWords(still.gaps, 0)}; ${MOVES} moves, ${aborted.length} aborted)`,
});
printFigure({
  name: 'concealed audio in a move to the SFU, p95 of pairs',
  value: quantile(toSfu.concealed, 0.95),
  goal: ['≤', 1],
  unit: '%',
  note: `(${inWords(toSfu.concealed, 2)}; without a move ${inWords(still.concealed, 2)})`,
});
console.log(`From LiveKit's start until settled, ms: ${inWords(toSfu.times, 0)}`);
console.log(
  `LiveKit is killed, longest video gap, ms: ${inWords(fallBack.gaps, 0)}; concealed, %: ${inWords(fallBack.concealed, 2)}`,
);
console.log(
  `After ${2 * MOVES} moves, MB: heap of a page ${before.page.toFixed(1)} → ${after.page.toFixed(1)} (with the list of all connections that this bench keeps), of the server ${before.server.toFixed(1)} → ${after.server.toFixed(1)} (without a collection); open connections ${before.open.join(' ')} → ${after.open.join(' ')}`,
);
