import { accountExportSchema } from '@parley/shared/account-data';
import { MAX_WEBHOOKS } from '@parley/shared/webhooks';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { TestUser } from '../platform/testing/test-app';
import { startReceiver, type Receiver } from './testing/receiver';
import {
  askForTest,
  createWebhookApp,
  makeWebhook,
  meet,
  readLog,
  readWebhook,
  type WebhookApp,
} from './testing/webhook-app';

const DAY_MS = 24 * 3600_000;

let parley: WebhookApp;
let receiver: Receiver;

beforeAll(async () => {
  [parley, receiver] = await Promise.all([createWebhookApp(), startReceiver()]);
});
afterAll(() => Promise.all([parley.close(), receiver.close()]));
// What still waits for the webhook of one test would be sent in the next one.
afterEach(() => parley.connection.model('Webhook').deleteMany({}));

const ask = (user: TestUser, method: 'get' | 'post' | 'patch' | 'delete', path: string) =>
  parley.api[method](`/api/webhooks${path}`).set(...user.bearer);

test.each([
  ['ftp://example.org/', 'another protocol'],
  ['file:///etc/passwd', 'a file'],
  ['javascript:alert(1)', 'a script'],
  ['https://user:secret@example.org/', 'a password'],
  ['https://user@example.org/', 'a user name'],
  ['http://example.org:25/', 'the port of mail servers'],
  ['http://example.org:22/', 'the port of SSH'],
  ['http://example.org:6667/', 'a port that browsers refuse'],
  ['https://', 'no host'],
  ['example.org', 'no protocol'],
])('the address %s is refused at its field: %s', async (url) => {
  const ana = await parley.register('Ana');
  const { body } = await ask(ana, 'post', '')
    .send({ url, events: ['knock'] })
    .expect(400);
  expect(body.error.details[0].field).toBe('url');
});

test('an address of more than 2,000 characters is refused', async () => {
  const ana = await parley.register('Ana');
  const url = `https://example.org/${'x'.repeat(2_000)}`;
  await ask(ana, 'post', '')
    .send({ url, events: ['knock'] })
    .expect(400);
});

test('webhooks and deliveries of other accounts are the same 404 as ids that never existed', async () => {
  const [ana, ben] = [await parley.register('Ana'), await parley.register('Ben')];
  const { webhook } = await makeWebhook(parley, ana, receiver.url);
  const { webhook: own } = await makeWebhook(parley, ben, receiver.url);
  const delivery = await askForTest(parley, ana, webhook.id);
  const answers = async (id: string, deliveryId: string) => {
    const all = [
      await ask(ben, 'patch', `/${id}`).send({ isPaused: true }),
      await ask(ben, 'delete', `/${id}`),
      await ask(ben, 'post', `/${id}/secret`),
      await ask(ben, 'post', `/${id}/test`),
      await ask(ben, 'get', `/${id}/deliveries`),
      await ask(ben, 'post', `/${id}/deliveries/${deliveryId}/resend`),
      await ask(ben, 'post', `/${own.id}/deliveries/${deliveryId}/resend`),
    ];
    return all.map(({ status, body }) => [status, body.error.code, body.error.message]);
  };
  const never = 'f'.repeat(24);
  const foreign = await answers(webhook.id, delivery.id);
  expect(foreign).toEqual(await answers(never, never));
  expect(foreign.every(([status]) => status === 404)).toBe(true);
  expect(await readWebhook(parley, ana, webhook.id)).toEqual(webhook);
});

test('an account has at most ten webhooks, however many are asked for at the same time', async () => {
  const ana = await parley.register('Ana');
  const many = Array.from({ length: MAX_WEBHOOKS + 5 }, () =>
    ask(ana, 'post', '').send({ url: receiver.url, events: ['knock'] }),
  );
  const statuses = (await Promise.all(many)).map(({ status }) => status);
  expect(statuses.filter((status) => status === 201)).toHaveLength(MAX_WEBHOOKS);
  expect(statuses.filter((status) => status === 409)).toHaveLength(5);
  const { body } = await ask(ana, 'get', '').expect(200);
  expect(body.webhooks).toHaveLength(MAX_WEBHOOKS);
});

test('a webhook, another address and a new secret need a recent proof; pausing does not', async () => {
  let ahead = 0;
  const app = await createWebhookApp({ now: () => Date.now() + ahead });
  const ana = await app.register('Ana');
  const { webhook } = await makeWebhook(app, ana, receiver.url);
  ahead = 3600_000;
  const { body } = await app.api.post('/api/auth/refresh').set('Cookie', ana.cookie).expect(200);
  const bearer = ['Authorization', `Bearer ${body.accessToken as string}`] as const;
  const codes = [
    await app.api
      .post('/api/webhooks')
      .set(...bearer)
      .send({ url: receiver.url, events: ['knock'] }),
    await app.api
      .patch(`/api/webhooks/${webhook.id}`)
      .set(...bearer)
      .send({ url: 'https://other.example/' }),
    await app.api.post(`/api/webhooks/${webhook.id}/secret`).set(...bearer),
  ].map((response) => response.body.error.code);
  expect(codes).toEqual(['STEP_UP_REQUIRED', 'STEP_UP_REQUIRED', 'STEP_UP_REQUIRED']);
  await app.api
    .patch(`/api/webhooks/${webhook.id}`)
    .set(...bearer)
    .send({ isPaused: true })
    .expect(200);
  await app.close();
});

test('a paused webhook still gets what its owner asks for: a test, and a delivery again', async () => {
  const ana = await parley.register('Ana');
  const { webhook } = await makeWebhook(parley, ana, receiver.url);
  await ask(ana, 'patch', `/${webhook.id}`).send({ isPaused: true }).expect(200);
  const before = receiver.requests.length;
  const { id } = await askForTest(parley, ana, webhook.id);
  await parley.deliver();
  expect(receiver.requests).toHaveLength(before + 1);
  await ask(ana, 'post', `/${webhook.id}/deliveries/${id}/resend`).expect(200);
  await parley.deliver();
  expect(receiver.requests).toHaveLength(before + 2);
  expect(receiver.requests.at(-1)?.headers['parley-webhook-id']).toBe(
    receiver.requests.at(-2)?.headers['parley-webhook-id'],
  );
  expect((await readLog(parley, ana, webhook.id))[0]).toMatchObject({ attemptCount: 2 });
});

test('the log is read in pages, latest first, and each delivery is on one of them', async () => {
  const ana = await parley.register('Ana');
  const { webhook } = await makeWebhook(parley, ana, receiver.url);
  const made: string[] = [];
  for (let count = 0; count < 7; count += 1) {
    made.unshift((await askForTest(parley, ana, webhook.id)).id);
  }
  const seen: string[] = [];
  let cursor = '';
  do {
    const path = `/${webhook.id}/deliveries?limit=3${cursor && `&cursor=${cursor}`}`;
    const { body } = await ask(ana, 'get', path).expect(200);
    seen.push(...body.deliveries.map((delivery: { id: string }) => delivery.id));
    cursor = body.nextCursor ?? '';
  } while (cursor !== '');
  expect(seen).toEqual(made);
  const wrong = await ask(ana, 'get', `/${webhook.id}/deliveries?cursor=abc`).expect(400);
  expect(wrong.body.error.details[0].field).toBe('cursor');
});

test('a deleted webhook gets nothing, and its log is gone', async () => {
  const ana = await parley.register('Ana');
  const { webhook } = await makeWebhook(parley, ana, receiver.url);
  await askForTest(parley, ana, webhook.id);
  const before = receiver.requests.length;
  await ask(ana, 'delete', `/${webhook.id}`).expect(204);
  await parley.deliver();
  expect(receiver.requests).toHaveLength(before);
  const left = await parley.connection
    .model('WebhookDelivery')
    .countDocuments({ webhookId: webhook.id });
  expect(left).toBe(0);
});

test('an export has the webhooks and deliveries of an account, without secrets', async () => {
  const [ana, ben] = [await parley.register('Ana'), await parley.register('Ben')];
  const { webhook, secret } = await makeWebhook(parley, ana, receiver.url);
  await meet(parley, ana, ben);
  await parley.deliver();
  const response = await parley.api
    .get('/api/users/me/export')
    .set(...ana.bearer)
    .expect(200);
  const file = accountExportSchema.parse(response.body);
  expect(file.webhooks).toMatchObject([{ url: webhook.url, pausedAt: null }]);
  expect(file.deliveries.map(({ type }) => type)).toContain('meeting.started');
  expect(response.text).not.toContain(secret);
});

test('an account that is about to be deleted hears nothing, and then leaves no webhook behind', async () => {
  let ahead = 0;
  const app = await createWebhookApp({ now: () => Date.now() + ahead });
  const ana = await app.register('Ana');
  const { webhook } = await makeWebhook(app, ana, receiver.url);
  await askForTest(app, ana, webhook.id);
  const before = receiver.requests.length;
  await app.api
    .delete('/api/users/me')
    .set(...ana.bearer)
    .send({ email: ana.user.email })
    .expect(200);
  await app.deliver();
  expect(receiver.requests).toHaveLength(before);
  ahead = 8 * DAY_MS;
  while (await app.app.services.erasure.runBatch());
  expect(await app.connection.model('Webhook').countDocuments({})).toBe(0);
  expect(await app.connection.model('WebhookDelivery').countDocuments({})).toBe(0);
  await app.deliver();
  expect(receiver.requests).toHaveLength(before);
  await app.close();
});
