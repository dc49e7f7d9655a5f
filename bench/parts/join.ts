import { ParleyServer } from '../../e2e/support/server';
import { host, launchBrowser, measureJoin, openPage } from '../lib/call-pages';
import { describePaired, printFigure } from '../lib/figure';
import { bareLoopback } from '../lib/loopback';
import { compare, quantile } from '../lib/paired';

/** Click on 'Join now' → first video frame of the peer with the whole stack, against a bare loopback. */
const PAIRS = 12;
/** The bare loopback is short, and a video frame arrives every 33 ms, so a single run says little. */
const BARE_RUNS = 3;

/** As shipped, and without preconnect, because the bare arm has none. */
const ARMS = [
  ['as shipped', 'true'],
  ['without LOBBY_PRECONNECT', 'false'],
] as const;

const browser = await launchBrowser();
for (const [name, preconnect] of ARMS) {
  const server = await ParleyServer.start({ LOBBY_PRECONNECT: preconnect });
  const ana = await openPage(browser, server.url, 'Ana');
  const link = await host(ana);
  const ben = await openPage(browser, server.url, 'Ben');
  const plain = await openPage(browser, server.url, 'Bare');

  const times: number[] = [];
  const bareTimes: number[] = [];
  const result = await compare(
    async () => {
      const time = await measureJoin(ben, ana, link);
      times.push(time);
      return time;
    },
    async () => {
      const runs: number[] = [];
      for (let run = 0; run < BARE_RUNS; run += 1) runs.push(await plain.evaluate(bareLoopback));
      bareTimes.push(...runs);
      return quantile(runs, 0.5);
    },
    PAIRS,
  );
  printFigure({
    name: `join click → first remote frame ÷ bare loopback, ${name}`,
    value: result.ratio,
    goal: ['≤', 1.4],
    note: `${describePaired(result)} medians ${quantile(times, 0.5).toFixed(0)} ÷ ${quantile(bareTimes, 0.5).toFixed(0)} ms`,
  });
  for (const page of [ana, ben, plain]) await page.context().close();
  await server.stop();
}
await browser.close();
