import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ParleyServer } from '../../e2e/support/server';
import { TestSfu } from '../../e2e/support/sfu';
import { BROWSER_OPTIONS, connected } from '../lib/call-pages';
import { writeFilm } from '../lib/camera-film';
import { printFigure } from '../lib/figure';
import { type Cost, costInWords, costOf, meet } from '../lib/meeting-cost';
import { isOff } from '../lib/paired';

/**
 * What six people in one browser cost it on the SFU, against our own mesh of six. One arm after the
 * other, with small and slow cameras: two cores run a mesh of six in real time only so, and LiveKit
 * cannot run with a slower clock. A second mesh is the control.
 */
const PEOPLE = 6;
const SETTLE_MS = 15_000;
const MEASURE_MS = 10_000;
const LIMIT_MS = 120_000;

const folder = mkdtempSync(join(tmpdir(), 'parley-film-'));
const film = join(folder, 'camera.y4m');
writeFilm(film, { width: 640, height: 360, rate: 5, frames: 15 });
const launch = {
  ...BROWSER_OPTIONS,
  args: [...(BROWSER_OPTIONS.args ?? []), `--use-file-for-fake-video-capture=${film}`],
};
const sfu = await TestSfu.start();
const servers = {
  mesh: await ParleyServer.start({ MESH_LIMIT: '9' }),
  sfu: await ParleyServer.start({ ...sfu.variables, MESH_LIMIT: '2' }),
};

async function measure(route: 'mesh' | 'sfu'): Promise<Cost> {
  const meeting = await meet({ url: servers[route].url, people: PEOPLE, launch });
  const connections = route === 'mesh' ? PEOPLE - 1 : 1;
  await connected(meeting.pages, connections, LIMIT_MS);
  await wait(SETTLE_MS);
  const cost = await costOf(meeting, MEASURE_MS);
  await meeting.browser.close();
  return cost;
}

const before = await measure('mesh');
const forwarded = await measure('sfu');
const again = await measure('mesh');
const ratio = (of: (cost: Cost) => number): number =>
  (2 * of(forwarded)) / (of(before) + of(again));
const control = again.cpu / before.cpu;
const note = [
  `(A/A of CPU ${control.toFixed(3)}`,
  isOff(control) ? ' — the control is off, so this run is unreliable;' : ';',
  ` ${costInWords('SFU', forwarded)}; ${costInWords('mesh', before)})`,
].join('');
printFigure({
  name: 'six people, CPU on the SFU ÷ in the mesh',
  value: ratio(({ cpu }) => cpu),
  goal: ['≤', 1],
  note,
});
printFigure({
  name: 'six people, uplink on the SFU ÷ in the mesh',
  value: ratio(({ uplink }) => uplink),
  goal: ['≤', 1],
  note,
});
await Promise.all([servers.mesh.stop(), servers.sfu.stop()]);
await sfu.stop();
rmSync(folder, { recursive: true });
