import { randomUUID } from 'node:crypto';
import { expect } from '@playwright/test';
import { launch, type Browser, type Locator, type Page } from 'puppeteer-core';
import { NO_FIREFOX } from '../../scripts/lib/firefox.mjs';
import { expectMedia } from './expect-media';
import { readReceived, watchMedia, type Received, type WatchedWindow } from './watch-media';

const PASSWORD = 'a long walk by the sea';
const OFTEN = { intervals: [100] };

/** Why this machine cannot run Firefox, or null if it can. */
export const whyNoFirefox = (): string | null =>
  process.env['FIREFOX_PATH'] === undefined ? NO_FIREFOX : null;

/**
 * Fake devices without permission prompts, no requests to Mozilla, and candidates of the loopback
 * interface, which two browsers on one machine always share.
 */
const PREFERENCES = {
  'media.navigator.streams.fake': true,
  'media.navigator.permission.disabled': true,
  'media.autoplay.default': 0,
  'media.peerconnection.ice.loopback': true,
  'media.peerconnection.ice.obfuscate_host_addresses': false,
  'app.normandy.enabled': false,
  'datareporting.policy.dataSubmissionEnabled': false,
};

/** A client in Firefox, which Playwright cannot drive here. Its methods are those of `Client`. */
export class FirefoxClient {
  readonly email = `${randomUUID()}@example.org`;
  readonly errors: string[] = [];

  private constructor(
    readonly name: string,
    readonly url: string,
    readonly browser: Browser,
    readonly page: Page,
  ) {}

  static async open(url: string, name: string): Promise<FirefoxClient> {
    const browser = await launch({
      browser: 'firefox',
      executablePath: process.env['FIREFOX_PATH'] ?? 'firefox-esr',
      headless: true,
      extraPrefsFirefox: PREFERENCES,
      defaultViewport: { width: 1280, height: 800 },
    });
    const page = await browser.newPage();
    const client = new FirefoxClient(name, url, browser, page);
    page.on('pageerror', (error) => {
      // Test scripts fail in an empty document, which has no devices. Firefox also reports a failed
      // ICE connection as a page error although nothing was thrown.
      const isNotice = page.url() === 'about:blank' || String(error).includes('WebRTC: ICE failed');
      if (!isNotice) client.errors.push(String(error));
    });
    await page.evaluateOnNewDocument(watchMedia);
    return client;
  }

  async goto(path: string): Promise<void> {
    await this.page.goto(new URL(path, this.url).href);
  }

  /** Presses a button as soon as it is enabled. */
  async press(name: string): Promise<void> {
    await this.#named('button', name).click();
  }

  async follow(link: string): Promise<void> {
    await this.#named('link', link).click();
  }

  /** Waits until the button exists. */
  async expectButton(name: string): Promise<void> {
    await this.#named('button', name).wait();
  }

  /** Waits until the page contains this text. */
  async expectText(text: string | RegExp): Promise<void> {
    const pattern =
      typeof text === 'string' ? expect.stringContaining(text) : expect.stringMatching(text);
    await expect.poll(() => this.#text(), OFTEN).toEqual(pattern);
  }

  async expectNoText(text: string): Promise<void> {
    await expect.poll(() => this.#text(), OFTEN).not.toContain(text);
  }

  #text(): Promise<string> {
    return this.page.evaluate(() => document.body.innerText);
  }

  /** Waits until video frames of this participant's screen arrive. */
  async expectScreenOf(name: string): Promise<void> {
    await this.page.locator(`figure[aria-label="Screen of ${name}"] video`).wait();
    const widthOf = (label: string): number =>
      document.querySelector<HTMLVideoElement>(`figure[aria-label="${label}"] video`)?.videoWidth ??
      0;
    await expect
      .poll(() => this.page.evaluate(widthOf, `Screen of ${name}`), OFTEN)
      .toBeGreaterThan(0);
  }

  async fillRegistration(): Promise<void> {
    await this.#named('textbox', 'Email').fill(this.email);
    await this.#named('textbox', 'Display name').fill(this.name);
    await this.page.locator('input[type="password"]').fill(PASSWORD);
    await this.press('Create account');
  }

  /** Opens the link signed out, registers, and waits for the lobby. */
  async registerAt(link: string): Promise<void> {
    await this.goto(link);
    await this.follow('Create account');
    await this.fillRegistration();
    await this.expectButton('Join now');
  }

  async join(): Promise<void> {
    await this.press('Join now');
    await this.expectButton('Leave');
    await this.page.locator('main[aria-busy="false"]').wait();
  }

  async say(text: string): Promise<void> {
    await this.#named('textbox', 'Message').fill(text);
    await this.press('Send');
  }

  received(): Promise<Received> {
    return this.page.evaluate(readReceived);
  }

  /** Waits until video frames and audible audio arrive from exactly this many participants. */
  async expectMediaFrom(count: number): Promise<void> {
    await expectMedia(() => this.received(), count);
  }

  /** Expects that the content security policy blocked nothing and that the page threw no error. */
  async expectClean(): Promise<void> {
    const violations = await this.page.evaluate(
      () => (window as unknown as WatchedWindow).parleyTest.violations,
    );
    expect({ violations, errors: this.errors }).toEqual({ violations: [], errors: [] });
  }

  /** Closes the browser as its user does. */
  async close(): Promise<void> {
    await this.browser.close();
  }

  #named(role: string, name: string): Locator<Element> {
    return this.page.locator(`::-p-aria([role="${role}"][name="${name}"])`);
  }
}
