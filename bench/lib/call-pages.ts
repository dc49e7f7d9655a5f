import {
  chromium,
  type Browser,
  type BrowserContext,
  type LaunchOptions,
  type Page,
} from '@playwright/test';
import { joinToFirstFrame } from './loopback';

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

/** @param more arguments of Chromium beside those that every measurement has */
export const launchBrowser = (more: readonly string[] = []): Promise<Browser> =>
  chromium.launch({ ...BROWSER_OPTIONS, args: [...(BROWSER_OPTIONS.args ?? []), ...more] });

/** Somebody signed in, with a page of their own. `prepare` comes before the page is made. */
export async function openPage(
  browser: Browser,
  url: string,
  name: string,
  prepare: (context: BrowserContext) => Promise<unknown> = () => Promise.resolve(),
): Promise<Page> {
  const context = await browser.newContext({
    baseURL: url,
    permissions: ['camera', 'microphone'],
  });
  await context.request.post('/api/auth/register', {
    data: {
      email: `${name.replaceAll(' ', '.')}@example.org`,
      displayName: name,
      password: 'a long walk by the sea',
    },
  });
  // The compiler names inner functions by a helper that a page does not have.
  await context.addInitScript('globalThis.__name = (value) => value;');
  await prepare(context);
  const page = await context.newPage();
  await page.goto('/api/docs');
  await page.evaluate(() => localStorage.setItem('parley:session', 'signed-in'));
  return page;
}

/** A new room with one person in it; returns its link. */
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

/** The picture of oneself has run for a while, and what else a page does when it opens is done. */
export const settled = (page: Page): Promise<unknown> =>
  page.waitForFunction(() => (document.querySelector('video')?.currentTime ?? 0) > 1);

/**
 * Milliseconds from the press of 'Join now' to the first frame of Ana, and out again. Settled
 * before as a person is: the picture of oneself and who is there are on the screen.
 */
export async function measureJoin(guest: Page, ana: Page, link: string): Promise<number> {
  await guest.goto(link);
  await guest.getByText('Ana is here.').waitFor();
  await guest.getByLabel('Your camera').waitFor();
  await settled(guest);
  const time = await guest.evaluate(joinToFirstFrame);
  await guest.getByRole('button', { name: 'Leave' }).click();
  await ana.getByRole('figure', { name: 'Video of Ben' }).waitFor({ state: 'detached' });
  return time;
}
