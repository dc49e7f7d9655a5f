import { randomUUID } from 'node:crypto';
import {
  expect,
  type Browser,
  type BrowserContext,
  type Locator,
  type Page,
} from '@playwright/test';
import { expectMedia } from './expect-media';
import { collectReports } from './policy-reports';
import { readReceived, watchMedia, type Received, type WatchedWindow } from './watch-media';

export interface ClientOptions {
  /** Devices that the browser may use. Default: all. */
  permissions?: string[];
  viewport?: { width: number; height: number };
  colorScheme?: 'light' | 'dark';
  reducedMotion?: 'reduce';
  /** Accepts a self-signed certificate. */
  ignoreHTTPSErrors?: boolean;
}

const PASSWORD = 'a long walk by the sea';

/**
 * A running Parley in a browser profile of its own, and the controls that its user sees.
 */
export class Client {
  readonly email = `${randomUUID()}@example.org`;
  /** URLs of requests to other hosts than Parley's. */
  readonly foreignRequests: string[] = [];
  readonly errors: string[] = [];
  #isClosed = false;

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
    await collectReports(context);
    await context.addInitScript(watchMedia);
    const page = await context.newPage();
    const client = new Client(name, url, context, page);
    const { host } = new URL(url);
    page.on('request', (request) => {
      const target = new URL(request.url());
      const outward = target.protocol.startsWith('http') || target.protocol.startsWith('ws');
      if (outward && target.host !== host) client.foreignRequests.push(request.url());
    });
    page.on('pageerror', (error) => client.errors.push(String(error)));
    return client;
  }

  /** Waits for the page with this heading, so that later steps do not use the page before it. */
  async expectPage(title: string): Promise<void> {
    await expect(this.page.getByRole('heading', { name: title, exact: true })).toBeVisible();
  }

  /** Registers with the form. */
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
    await this.button('Sign in').click();
  }

  /** Registers through the API: the browser is signed in, and no page is open yet. */
  async signUp(): Promise<void> {
    const answer = await this.context.request.post('/api/auth/register', {
      data: { email: this.email, displayName: this.name, password: PASSWORD },
    });
    expect(answer.status()).toBe(201);
  }

  /** Registers through the API and opens the dashboard. */
  async register(): Promise<void> {
    await this.signUp();
    await this.openDashboard();
  }

  /** Opens the dashboard of a user who is signed up. */
  async openDashboard(): Promise<void> {
    // The application restores a session only if the browser remembers that there was one.
    await this.context.addInitScript(() => {
      if (localStorage.getItem('parley:session') === null)
        localStorage.setItem('parley:session', 'signed-in');
    });
    await this.page.goto('/');
    await expect(this.button('New meeting')).toBeVisible();
  }

  /** Creates a room from the dashboard and opens its lobby. Returns the room's link. */
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

  /** Waits until the server has acknowledged the join; the call page appears before that. */
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

  /** Waits until video frames and audible audio arrive from exactly this many participants. */
  async expectMediaFrom(count: number): Promise<void> {
    await expectMedia(() => this.received(), count);
  }

  /** Waits until exactly this many peer connections are connected. */
  async expectConnections(count: number, timeout?: number): Promise<void> {
    const connected = async () => (await this.received()).connected;
    await expect.poll(connected, { intervals: [100], ...(timeout && { timeout }) }).toBe(count);
  }

  received(): Promise<Received> {
    return this.page.evaluate(readReceived);
  }

  async say(text: string): Promise<void> {
    await this.page.getByRole('textbox', { name: 'Message' }).fill(text);
    await this.button('Send').click();
  }

  /** Chooses an item of the call's menu 'More'. */
  async chooseMore(name: string): Promise<void> {
    await this.button('More').click();
    await this.page
      .getByRole('menuitem', { name, exact: true })
      .or(this.page.getByRole('menuitemcheckbox', { name, exact: true }))
      .click();
    await expect(this.page.getByRole('menu')).toBeHidden();
  }

  /** Opens the panel 'People'; on a narrow screen its button is in the sheet 'More'. */
  async openPeople(): Promise<void> {
    const direct = this.button('People');
    if (!(await direct.isVisible())) await this.button('More').click();
    await direct.click();
  }

  async leave(): Promise<void> {
    await this.button('Leave').click();
    await expect(this.button('Rejoin')).toBeVisible();
    // The call's history entry goes a moment later, which would cancel a `goto` that follows.
    await this.page.waitForFunction(() => history.state?.usr?.isForBack !== true);
  }

  /** Closes the window as its user does. The client must be clean before that. */
  async closeWindow(): Promise<void> {
    await this.expectClean();
    this.#isClosed = true;
    await this.page.close({ runBeforeUnload: true });
  }

  /**
   * Expects that the content security policy blocked nothing, that no request went to another host
   * and that the page threw no error.
   * @throws also if the page has crashed, or was closed by anything but `closeWindow`
   */
  async expectClean(): Promise<void> {
    if (this.#isClosed) return;
    const violations = await this.page.evaluate(
      () => (window as unknown as WatchedWindow).parleyTest.violations,
    );
    const { foreignRequests, errors } = this;
    expect({ violations, foreignRequests, errors }).toEqual({
      violations: [],
      foreignRequests: [],
      errors: [],
    });
  }
}
