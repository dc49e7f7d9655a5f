import { type Browser, chromium } from '@playwright/test';
import { CHROMIUM_ARGUMENTS, CHROMIUM_PATH } from './chromium';
import { Client, type ClientOptions } from './client';
import type { ParleyServer } from './server';

/**
 * Opens a client in a browser of its own, because pages of one site may share a process: a crash or
 * a suspended process concerns this client only.
 */
export async function openOwnBrowser(
  parley: ParleyServer,
  name: string,
  options: ClientOptions = {},
): Promise<{ browser: Browser; client: Client }> {
  const browser = await chromium.launch({
    executablePath: CHROMIUM_PATH,
    args: CHROMIUM_ARGUMENTS,
  });
  const client = await Client.open(browser, parley.url, name, options);
  await client.register();
  return { browser, client };
}

/** Crashes the page of a client, as a fault of the browser would. */
export async function crashTab({ page }: Client): Promise<void> {
  const crash = page.waitForEvent('crash');
  page.goto('chrome://crash').catch(() => undefined);
  await crash;
}
