import type { BrowserContext, Page } from '@playwright/test';
import { FaultyTcpProxy } from '../../backend/src/platform/testing/faulty-tcp-proxy';
import { ParleyServer } from '../../e2e/support/server';
import { bareCall } from '../lib/bare-call';
import { host, launchBrowser, measureJoin, openPage } from '../lib/call-pages';
import { DelayRelay } from '../../e2e/support/delay-relay';
import { describePaired, printFigure } from '../lib/figure';
import { compare, quantile } from '../lib/paired';

/** Round-trip time between the browsers, for signals and media alike. */
const ROUND_TRIP_MS = 100;
const PAIRS = 5;

const browser = await launchBrowser();
const relay = new DelayRelay({ oneWayMs: ROUND_TRIP_MS / 2 });
const closers: (() => Promise<unknown>)[] = [() => relay.stop()];

async function routeThroughRelay(context: BrowserContext): Promise<void> {
  await relay.routeContext(context);
}

/** Starts a server behind the delay and opens Ana in a room and Ben with its link. */
async function openRoom(preconnect: boolean): Promise<{ ana: Page; ben: Page; link: string }> {
  const server = await ParleyServer.start({ LOBBY_PRECONNECT: String(preconnect) });
  // A signal from one browser to the other passes the proxy twice.
  const proxy = await FaultyTcpProxy.start(server.url, { oneWayMs: ROUND_TRIP_MS / 4 });
  closers.unshift(() => proxy.stop().then(() => server.stop()));
  const url = `http://localhost:${proxy.port}`;
  const ana = await openPage(browser, url, 'Ana', routeThroughRelay);
  const link = await host(ana);
  return { ana, ben: await openPage(browser, url, 'Ben', routeThroughRelay), link };
}

const cold = await openRoom(false);
const warm = await openRoom(true);
const plain = await openPage(browser, new URL(cold.link).origin, 'Bare', routeThroughRelay);
const times = { cold: [] as number[], warm: [] as number[], bare: [] as number[] };
const timed = (arm: keyof typeof times, run: () => Promise<number>) => async () => {
  const time = await run();
  times[arm].push(time);
  return time;
};
const median = (arm: keyof typeof times): string => `${quantile(times[arm], 0.5).toFixed(0)} ms`;

const joinCold = timed('cold', () => measureJoin(cold.ben, cold.ana, cold.link));
const joinWarm = timed('warm', () => measureJoin(warm.ben, warm.ana, warm.link));
const bare = timed('bare', () => plain.evaluate(bareCall, ROUND_TRIP_MS / 2));

const floor = await compare(joinCold, bare, PAIRS);
printFigure({
  name: `first frame at ${ROUND_TRIP_MS} ms RTT ÷ the bare three round trips`,
  value: floor.ratio,
  goal: ['≤', 1.1],
  note: `${describePaired(floor)} medians ${median('cold')} ÷ ${median('bare')}`,
});
const gain = await compare(joinWarm, joinCold, PAIRS);
printFigure({
  name: `first frame at ${ROUND_TRIP_MS} ms RTT, with preconnect ÷ without`,
  value: gain.ratio,
  goal: ['≤', 0.55],
  note: `${describePaired(gain)} medians ${median('warm')} ÷ ${median('cold')}`,
});
await browser.close();
for (const close of closers) await close();
