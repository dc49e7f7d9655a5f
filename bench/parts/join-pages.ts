import { ParleyServer } from '../../e2e/support/server';
import { BarePages } from '../lib/bare-pages';
import { host, launchBrowser, measureJoin, openPage } from '../lib/call-pages';
import { MeasuredServer } from '../lib/child';
import { describePaired, printFigure } from '../lib/figure';
import { compare, quantile } from '../lib/paired';

/**
 * Click on 'Join now' → first video frame of the peer with the whole stack, against the minimal call
 * between two pages. Unlike a loopback in one page, this arm also draws two pages on the processor
 * that carries the call, without a graphics card.
 */
const PAIRS = 6;

const server = await ParleyServer.start({ LOBBY_PRECONNECT: 'false' });
const relay = await MeasuredServer.start<{ url: string }>('bare-socket.ts');
const browser = await launchBrowser();
const ana = await openPage(browser, server.url, 'Ana');
const ben = await openPage(browser, server.url, 'Ben');
const [first, second] = [
  await openPage(browser, server.url, 'First'),
  await openPage(browser, server.url, 'Second'),
];

/** Only one of the two arms has pages open at a time. */
async function alone(pages: (typeof ana)[], run: () => Promise<number>): Promise<number> {
  const time = await run();
  for (const page of pages) await page.goto('about:blank');
  return time;
}

const times = { ours: [] as number[], bare: [] as number[] };
const result = await compare(
  () =>
    alone([ana, ben], async () => {
      const time = await measureJoin(ben, ana, await host(ana));
      times.ours.push(time);
      return time;
    }),
  () =>
    alone([first, second], async () => {
      const time = await (await BarePages.open(first, second, relay.ready.url)).measureJoin();
      times.bare.push(time);
      return time;
    }),
  PAIRS,
);
const median = (arm: keyof typeof times): string => quantile(times[arm], 0.5).toFixed(0);
printFigure({
  name: 'join click → first remote frame ÷ two bare pages',
  value: result.ratio,
  goal: ['≤', 1.4],
  note: `${describePaired(result)} medians ${median('ours')} ÷ ${median('bare')} ms`,
});
await browser.close();
await relay.stop();
await server.stop();
