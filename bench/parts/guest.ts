import { ParleyServer } from '../../e2e/support/server';
import {
  host,
  launchBrowser,
  measureClick,
  measureJoin,
  openContext,
  openPage,
} from '../lib/call-pages';
import { describePaired, printFigure } from '../lib/figure';
import { compare, quantile } from '../lib/paired';

/**
 * Click on 'Join as guest' → first video frame of the host, against the same click of a member. Both
 * are new to the room, so neither preconnects: each round of the guest begins with another guest, and
 * the member's server does not preconnect.
 */
const PAIRS = 10;

const server = await ParleyServer.start({ LOBBY_PRECONNECT: 'false' });
const browser = await launchBrowser();
const ana = await openPage(browser, server.url, 'Ana');
const link = await host(ana);
const ben = await openPage(browser, server.url, 'Ben');
/** A page without an account that remembers a guest's name. */
const visitor = await (await openContext(browser, server.url)).newPage();

async function measureGuest(): Promise<number> {
  // Without its cookie, the browser becomes another guest.
  await visitor.context().clearCookies();
  await visitor.goto(link);
  await visitor.getByRole('textbox', { name: 'Your name' }).fill('Ben');
  await visitor.getByText('Ana is here.').waitFor();
  return measureClick(visitor, ana, 'Join as guest');
}

const times = { guest: [] as number[], member: [] as number[] };
const note = async (arm: keyof typeof times, measuring: Promise<number>): Promise<number> => {
  const time = await measuring;
  times[arm].push(time);
  return time;
};
const result = await compare(
  () => note('guest', measureGuest()),
  () => note('member', measureJoin(ben, ana, link)),
  PAIRS,
);
const median = (arm: keyof typeof times): string => quantile(times[arm], 0.5).toFixed(0);
printFigure({
  name: "guest's click → first remote frame ÷ a member's",
  value: result.ratio,
  goal: ['≤', 1.15],
  note: `${describePaired(result)} medians ${median('guest')} ÷ ${median('member')} ms`,
});
await browser.close();
await server.stop();
