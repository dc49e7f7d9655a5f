import { randomUUID } from 'node:crypto';
import {
  expect,
  type Browser,
  type BrowserContext,
  type Locator,
  type Page,
} from '@playwright/test';
import { readReceived, watchMedia, type Received, type WatchedWindow } from './watch-media';

export interface ClientOptions {
  /** Devices that the browser may use; all by default. */
  permissions?: string[];
  viewport?: { width: number; height: number };
  colorScheme?: 'light' | 'dark';
  reducedMotion?: 'reduce';
  /** Goes on past the warning about a certificate that vouches for itself. */
  ignoreHTTPSErrors?: boolean;
}

const PASSWORD = 'a long walk by the sea';

/** Somebody with a browser of their own, and the words that they see on the screen. */
export class Client {
  readonly email = `${randomUUID()}@example.org`;
  /** Requests that left for another host than Parley's. */
  readonly strangers: string[] = [];
  readonly errors: string[] = [];

  private constructor(
    readonly name: string,
    readonly url: string,
    readonly context: BrowserContext,
    readonly page: Page,
  ) {}

  static async open(
    browser: Browser,
    url: string,
    name: string,
    options: ClientOptions = {},
  ): Promise<Client> {
    const context = await browser.newContext({
      baseURL: url,
      permissions: options.permissions ?? [
        'camera',
        'microphone',
        'clipboard-read',
        'clipboard-write',
      ],
      ...(options.viewport && { viewport: options.viewport }),
      ...(options.colorScheme && { colorScheme: options.colorScheme }),
      ...(options.reducedMotion && { reducedMotion: options.reducedMotion }),
      ignoreHTTPSErrors: options.ignoreHTTPSErrors ?? false,
    });
    await context.addInitScript(watchMedia);
    const page = await context.newPage();
    const client = new Client(name, url, context, page);
    const { host } = new URL(url);
    page.on('request', (request) => {
      const target = new URL(request.url());
      const outward = target.protocol.startsWith('http') || target.protocol.startsWith('ws');
      if (outward && target.host !== host) client.strangers.push(request.url());
    });
    page.on('pageerror', (error) => client.errors.push(String(error)));
    return client;
  }

  /** The page with this heading is there: its fields, not those of the page before. */
  async expectPage(title: string): Promise<void> {
    await expect(this.page.getByRole('heading', { name: title, exact: true })).toBeVisible();
  }

  /** Through the form, as a person does. */
  async fillRegistration(): Promise<void> {
    await this.expectPage('Create account');
    await this.page.getByRole('textbox', { name: 'Email' }).fill(this.email);
    await this.page.getByRole('textbox', { name: 'Display name' }).fill(this.name);
    await this.page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await this.page.getByRole('button', { name: 'Create account' }).click();
  }

  async fillSignIn(): Promise<void> {
    await this.expectPage('Sign in');
    await this.page.getByRole('textbox', { name: 'Email' }).fill(this.email);
    await this.page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await this.page.getByRole('button', { name: 'Sign in' }).click();
  }

  /** Straight through the API: the browser is signed in, and no page is open yet. */
  async signUp(): Promise<void> {
    const answer = await this.context.request.post('/api/auth/register', {
      data: { email: this.email, displayName: this.name, password: PASSWORD },
    });
    expect(answer.status()).toBe(201);
  }

  /** The same; lands on the dashboard. */
  async register(): Promise<void> {
    await this.signUp();
    // The first page asks who it is only where the browser remembers to have been signed in.
    await this.context.addInitScript(() => {
      if (localStorage.getItem('parley:session') === null)
        localStorage.setItem('parley:session', 'signed-in');
    });
    await this.page.goto('/');
    await expect(this.button('New meeting')).toBeVisible();
  }

  /** A room made on the dashboard; ends on the page before joining. Returns its link. */
  async newMeeting(): Promise<string> {
    await this.button('New meeting').click();
    await expect(this.button('Join now')).toBeVisible();
    return this.page.url();
  }

  async join(link: string): Promise<void> {
    await this.page.goto(link);
    await this.button('Join now').click();
    await this.expectInCall();
  }

  /** The server has answered: the call's page is shown as soon as it is asked. */
  async expectInCall(): Promise<void> {
    await expect(this.button('Leave')).toBeVisible();
    await expect(this.page.getByRole('main')).toHaveAttribute('aria-busy', 'false');
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  videoOf(client: Client | string): Locator {
    const name = typeof client === 'string' ? client : client.name;
    return this.page.getByRole('figure', { name: `Video of ${name}`, exact: true });
  }

  /** Sees moving pictures and hears sound from so many people. */
  async expectMediaFrom(count: number): Promise<void> {
    const often = { intervals: [100] };
    await expect.poll(async () => (await this.received()).connected, often).toBe(count);
    const before = await this.received();
    await expect
      .poll(async () => {
        const now = await this.received();
        return (
          now.framesDecoded > before.framesDecoded + 5 * count &&
          now.audioPackets > before.audioPackets &&
          now.audioEnergy > before.audioEnergy
        );
      }, often)
      .toBe(true);
  }

  received(): Promise<Received> {
    return this.page.evaluate(readReceived);
  }

  async say(text: string): Promise<void> {
    await this.page.getByRole('textbox', { name: 'Message' }).fill(text);
    await this.button('Send').click();
  }

  /** An item of the menu 'More' of the call. */
  async chooseMore(name: string): Promise<void> {
    await this.button('More').click();
    await this.page
      .getByRole('menuitem', { name, exact: true })
      .or(this.page.getByRole('menuitemcheckbox', { name, exact: true }))
      .click();
    await expect(this.page.getByRole('menu')).toBeHidden();
  }

  /** The panel of that name, by way of the sheet 'More' where the bar has no room for its button. */
  async openPeople(): Promise<void> {
    const direct = this.button('People');
    if (!(await direct.isVisible())) await this.button('More').click();
    await direct.click();
  }

  async leave(): Promise<void> {
    await this.button('Leave').click();
    await expect(this.button('Rejoin')).toBeVisible();
  }

  /** Nothing was blocked by the policy, nobody else was asked, nothing was thrown. */
  async expectClean(): Promise<void> {
    const breaches = await this.page
      .evaluate(() => (window as unknown as WatchedWindow).parleyTest.breaches)
      .catch(() => []);
    expect({ breaches, strangers: this.strangers, errors: this.errors }).toEqual({
      breaches: [],
      strangers: [],
      errors: [],
    });
  }
}
