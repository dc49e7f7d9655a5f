import {
  chromium,
  type Browser,
  type BrowserContext,
  type LaunchOptions,
  type Page,
} from '@playwright/test';
import { setTimeout as wait } from 'node:timers/promises';
import { readReceived } from '../../e2e/support/watch-media';
import { joinToFirstFrame } from './loopback';

const LOOK_MS = 50;

export const BROWSER_OPTIONS: LaunchOptions = {
  executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
  args: [
    '--headless=new',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-features=WebRtcHideLocalIpsWithMdns',
    '--use-fake-device-for-media-stream',
    '--use-fake-ui-for-media-stream',
    '--disable-background-timer-throttling',
    '--disable-renderer-backgrounding',
    '--disable-backgrounding-occluded-windows',
    '--autoplay-policy=no-user-gesture-required',
  ],
};

/** @param more additional arguments for Chromium */
export const launchBrowser = (more: readonly string[] = []): Promise<Browser> =>
  chromium.launch({ ...BROWSER_OPTIONS, args: [...(BROWSER_OPTIONS.args ?? []), ...more] });

/** Opens a browser context without an account. */
export async function openContext(browser: Browser, url: string): Promise<BrowserContext> {
  const context = await browser.newContext({
    baseURL: url,
    permissions: ['camera', 'microphone'],
  });
  // The compiler inserts calls of this helper, which a page does not have.
  await context.addInitScript('globalThis.__name = (value) => value;');
  return context;
}

/**
 * Opens a page of a new user in a browser context of its own.
 * @param prepare runs before the page is created
 */
export async function openPage(
  browser: Browser,
  url: string,
  name: string,
  prepare: (context: BrowserContext) => Promise<unknown> = () => Promise.resolve(),
): Promise<Page> {
  const context = await openContext(browser, url);
  await context.request.post('/api/auth/register', {
    data: {
      email: `${name.replaceAll(' ', '.')}@example.org`,
      displayName: name,
      password: 'a long walk by the sea',
    },
  });
  await prepare(context);
  const page = await context.newPage();
  await page.goto('/api/docs');
  await page.evaluate(() => localStorage.setItem('parley:session', 'signed-in'));
  return page;
}

/** Creates a room, joins it and returns its link. */
export async function host(page: Page): Promise<string> {
  await page.goto('/');
  await page.getByRole('button', { name: 'New meeting' }).click();
  const joinNow = page.getByRole('button', { name: 'Join now' });
  await joinNow.waitFor();
  const link = page.url();
  await joinNow.click();
  await page.getByRole('button', { name: 'Leave' }).waitFor();
  return link;
}

/** Joins the meeting with this link. */
export async function join(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await page.getByRole('button', { name: 'Join now' }).click();
  await page.getByRole('button', { name: 'Leave' }).waitFor();
}

/**
 * Waits until each of these pages, which have `watchMedia`, has exactly this many connections.
 * @throws after `limitMs`
 */
export async function connected(
  pages: readonly Page[],
  count: number,
  limitMs: number,
): Promise<void> {
  const endAt = performance.now() + limitMs;
  const counts = () => Promise.all(pages.map((page) => page.evaluate(readReceived)));
  while (!(await counts()).every((received) => received.connected === count)) {
    if (performance.now() > endAt) throw new Error(`no ${count} connections`);
    await wait(LOOK_MS);
  }
}

/** Waits until the self-view has run for a second, when all other work of loading is done. */
export const settled = (page: Page): Promise<unknown> =>
  page.waitForFunction(() => (document.querySelector('video')?.currentTime ?? 0) > 1);

/**
 * Measures the milliseconds from the click on 'Join now' to the first video frame of Ana, and leaves.
 * Before the click the lobby has settled: it shows the self-view and the participants.
 */
export async function measureJoin(ben: Page, ana: Page, link: string): Promise<number> {
  await ben.goto(link);
  await ben.getByText('Ana is here.').waitFor();
  await ben.getByLabel('Your camera').waitFor();
  return measureClick(ben, ana, 'Join now');
}

/**
 * Measures the milliseconds from Ben's click on this button of a settled lobby to the first video
 * frame of Ana, and leaves.
 */
export async function measureClick(ben: Page, ana: Page, button: string): Promise<number> {
  await settled(ben);
  const time = await ben.evaluate(joinToFirstFrame, button);
  await ben.getByRole('button', { name: 'Leave' }).click();
  await ana.getByRole('figure', { name: 'Video of Ben' }).waitFor({ state: 'detached' });
  return time;
}
