import type { Browser } from '@playwright/test';
import { ParleyServer } from '../../e2e/support/server';
import { launchBrowser } from '../lib/call-pages';
import { describePaired, printFigure } from '../lib/figure';
import { compare, quantile } from '../lib/paired';
import { visit, type VisitOptions } from '../lib/slow-phone';

/** The bytes that Chromium receives until a page is usable, and the time until a slow phone shows it. */
const RUNS = 5;
const HINT_PAIRS = 4;

const browser = await launchBrowser();
const server = await ParleyServer.start();
const signedIn = await browser.newContext({ baseURL: server.url });
const { accessToken } = (await (
  await signedIn.request.post('/api/auth/register', {
    data: { email: 'ana@example.org', displayName: 'Ana', password: 'a long walk by the sea' },
  })
).json()) as { accessToken: string };
const { room } = (await (
  await signedIn.request.post('/api/rooms', {
    headers: { Authorization: `Bearer ${accessToken}` },
    data: {},
  })
).json()) as { room: { code: string } };
await signedIn.close();

/** Signs in like a returning browser, without loading a page. */
const signIn: VisitOptions['prepare'] = async (page) => {
  await page.request.post(`${server.url}/api/auth/login`, {
    data: { email: 'ana@example.org', password: 'a long walk by the sea' },
  });
  await page.addInitScript(() => localStorage.setItem('parley:session', 'signed-in'));
};

const PAGES = [
  { name: 'landing page', path: '/', kilobytes: 160, seconds: 2.5 },
  { name: 'sign-in page', path: '/login', kilobytes: 260, seconds: 2.5 },
  {
    name: 'invite link before Join now',
    path: `/r/${room.code}`,
    kilobytes: 380,
    seconds: 3.5,
    prepare: signIn,
  },
];

for (const { name, path, kilobytes, seconds, prepare } of PAGES) {
  const url = `${server.url}${path}`;
  const options = prepare === undefined ? {} : { prepare };
  const { bytes, lateScripts } = await visit(browser, url, { ...options, isSlow: false });
  printFigure({
    name: `received, ${name}`,
    value: bytes / 1_000,
    goal: ['≤', kilobytes],
    unit: 'kB',
  });
  printFigure({
    name: `scripts that the page does not name, ${name}`,
    value: lateScripts.length,
    goal: ['≤', 0],
    unit: '',
    note: lateScripts.join(' '),
  });
  const times: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    times.push((await visit(browser, url, { ...options, isSlow: true })).lcp / 1_000);
  }
  printFigure({
    name: `largest contentful paint on a slow phone, ${name}`,
    value: quantile(times, 0.5),
    goal: ['≤', seconds],
    unit: 's',
    note: `(${times.map((time) => time.toFixed(2)).join(', ')})`,
  });
}

/**
 * Shows whether compiling all functions at load time (decision 016) pays off on such a phone: the same
 * page in a browser that follows the hint and in one that does not.
 */
const withoutHint = await launchBrowser(['--js-flags=--no-compile-hints-magic']);
const invite = `${server.url}/r/${room.code}`;
const paintIn = (phone: Browser) => async () =>
  (await visit(phone, invite, { isSlow: true, prepare: signIn })).lcp;
const hinted = await compare(paintIn(browser), paintIn(withoutHint), HINT_PAIRS);
printFigure({
  name: 'largest contentful paint with compile hint ÷ without, invite link',
  value: hinted.ratio,
  goal: ['≤', 1.05],
  note: describePaired(hinted),
});
await withoutHint.close();
await browser.close();
await server.stop();
