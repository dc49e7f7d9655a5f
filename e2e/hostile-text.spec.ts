import { randomUUID } from 'node:crypto';
import type { BrowserContext } from '@playwright/test';
import { displayNameSchema } from '@parley/shared/text';
import { messageTextSchema } from '@parley/shared/chat';
import { roomNameSchema } from '@parley/shared/rooms';
import { io, type Socket } from 'socket.io-client';
import { PAYLOADS } from './hostile-text/payloads';
import { headersOf } from './support/rest';
import { expect, test, type Client } from './support/test';

/** Names of `xss()` calls that happened: none, if texts stay texts. */
async function setCanary(context: BrowserContext): Promise<string[]> {
  const calls: string[] = [];
  await context.exposeFunction('xss', () => calls.push('ran'));
  context.on('page', (page) => page.on('dialog', (dialog) => void dialog.dismiss()));
  return calls;
}

const accepted = (schema: { safeParse(text: string): { success: boolean; data?: string } }) =>
  PAYLOADS.flatMap((text) => {
    const parsed = schema.safeParse(text);
    return parsed.success && parsed.data !== undefined ? [parsed.data] : [];
  });

const NAMES = accepted(displayNameSchema);
const TITLES = accepted(roomNameSchema);
const MESSAGES = accepted(messageTextSchema);

/** The attacker, who needs no browser. */
class Eve {
  private constructor(
    readonly headers: { Authorization: string },
    private readonly client: Client,
    private readonly socket: Socket,
  ) {}

  static async connect(client: Client): Promise<Eve> {
    const headers = await headersOf(client);
    const token = headers.Authorization.replace('Bearer ', '');
    const socket = io(client.url, { transports: ['websocket'], auth: { token } });
    return new Eve(headers, client, socket);
  }

  async send(command: string, payload: object): Promise<void> {
    const ack = (await this.socket.timeout(20_000).emitWithAck(command, payload)) as {
      ok: boolean;
    };
    expect(ack, command).toMatchObject({ ok: true });
  }

  async join(code: string): Promise<void> {
    const media = { microphone: true, camera: false, screen: false, hand: false };
    await this.send('meeting:join', { code, instanceId: randomUUID(), media });
  }

  say(text: string): Promise<void> {
    return this.send('chat:send', { clientId: randomUUID(), text });
  }

  async rename(displayName: string): Promise<void> {
    await this.patch('/api/users/me', { displayName });
  }

  async patch(path: string, data: object): Promise<void> {
    const answer = await this.client.context.request.patch(path, { headers: this.headers, data });
    expect(answer.status(), JSON.stringify(data)).toBe(200);
  }

  async post(path: string, data: object): Promise<unknown> {
    const answer = await this.client.context.request.post(path, { headers: this.headers, data });
    expect(answer.status(), JSON.stringify(data)).toBe(201);
    return answer.json();
  }

  close(): void {
    this.socket.disconnect();
  }
}

test('the payloads run where a page takes them for HTML', async ({ browser }) => {
  expect(PAYLOADS.length).toBeGreaterThanOrEqual(200);
  const context = await browser.newContext();
  const calls = await setCanary(context);
  const page = await context.newPage();
  await page.goto('about:blank');
  await page.evaluate((payloads) => {
    const frames = payloads.map((html) => {
      const frame = document.createElement('iframe');
      frame.srcdoc = `<script>xss = () => parent.xss()</script><div>${html}</div><p title="${html}">`;
      return frame;
    });
    const loaded = frames.map(
      (frame) => new Promise((resolve) => frame.addEventListener('load', resolve)),
    );
    document.body.append(...frames);
    return Promise.all(loaded).then(() => undefined);
  }, PAYLOADS);
  await expect.poll(() => calls.length).toBeGreaterThan(PAYLOADS.length / 4);
  await context.close();
});

test('two hundred payloads stay text in every name, title and chat message', async ({
  user,
  onDashboard,
}) => {
  test.setTimeout(240_000);
  const [ana, attacker] = [await onDashboard('Ana'), await user('Eve')];
  const calls = await setCanary(ana.context);
  await ana.page.reload();
  const eve = await Eve.connect(attacker);
  const { room } = (await eve.post('/api/rooms', { name: 'Trap' })) as { room: { code: string } };

  // In the call: tile, people panel, chat, title and announcements.
  await ana.join(`/r/${room.code}`);
  await ana.openPeople();
  await eve.join(room.code);
  await expect(ana.videoOf('Eve')).toBeVisible();
  for (const [index, message] of MESSAGES.entries()) {
    await eve.rename(NAMES[index % NAMES.length] ?? '');
    const title = TITLES[index % TITLES.length];
    await Promise.all([eve.patch(`/api/rooms/${room.code}`, { name: title }), eve.say(message)]);
  }
  await ana.button('Chat').click();
  const log = ana.page.getByRole('log', { name: 'Chat' });
  for (const text of [MESSAGES.at(-1), NAMES[(MESSAGES.length - 1) % NAMES.length]]) {
    await expect(log.getByText(text ?? '').last()).toBeVisible();
  }
  const shown = await log.locator('[data-message]').count();
  expect(shown).toBeGreaterThanOrEqual(MESSAGES.length);
  await followLinks(ana);

  // A seat that waits for its participant would keep the meeting running.
  await eve.send('meeting:leave', {});
  eve.close();
  await ana.leave();
  for (const path of ['/', '/history']) {
    await ana.page.goto(path);
    await expect(
      ana.page.getByText(TITLES[(MESSAGES.length - 1) % TITLES.length] ?? '').first(),
    ).toBeVisible();
  }
  await ana.page
    .getByRole('link')
    .filter({ hasText: TITLES[(MESSAGES.length - 1) % TITLES.length] ?? '' })
    .first()
    .click();
  await expect(ana.page.getByRole('list', { name: 'Lines' })).toBeVisible();

  // The canary is alive: it would have noticed.
  expect(calls).toEqual([]);
  await ana.page.evaluate(() => (window as unknown as { xss: () => void }).xss());
  expect(calls).toEqual(['ran']);
});

/** Every link that a message became leads to a web page or an email address, never to a script. */
async function followLinks({ page }: Client): Promise<void> {
  const protocols = await page
    .getByRole('log')
    .getByRole('link')
    .evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).protocol));
  expect(protocols.filter((protocol) => !/^(?:https?|mailto):$/.test(protocol))).toEqual([]);
  expect(protocols.length).toBeGreaterThan(0);
}

test('payloads stay text as names of people who wait to be let in, and in the list of rooms', async ({
  user,
  onDashboard,
}) => {
  const ana = await onDashboard('Ana');
  const calls = await setCanary(ana.context);
  const headers = await headersOf(ana);
  const { room } = (await (
    await ana.context.request.post('/api/rooms', { headers, data: { name: 'Door' } })
  ).json()) as { room: { code: string } };
  for (const name of TITLES.slice(0, 20)) {
    const made = await ana.context.request.post('/api/rooms', { headers, data: { name } });
    expect(made.status()).toBe(201);
  }
  await ana.page.goto('/');
  await expect(ana.page.getByText(TITLES[19] ?? '').first()).toBeVisible();

  await ana.context.request.patch(`/api/rooms/${room.code}`, {
    headers,
    data: { access: 'everyone_waits' },
  });
  await ana.join(`/r/${room.code}`);
  const knocking: Eve[] = [];
  // One name of each kind: each needs an account, because a person who knocks again keeps their card.
  const names = NAMES.filter((_, index) => index % 40 === 0);
  const waiting = ana.page.getByRole('region', { name: 'Waiting room' });
  for (const name of names) {
    const eve = await Eve.connect(await user(name));
    await eve.send('room:knock', { code: room.code });
    await expect(waiting.getByText(name).first()).toBeVisible();
    knocking.push(eve);
  }
  expect(names.length).toBeGreaterThan(4);
  for (const eve of knocking) eve.close();
  expect(calls).toEqual([]);
});
