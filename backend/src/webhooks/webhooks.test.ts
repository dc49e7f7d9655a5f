import { webcrypto } from 'node:crypto';
import { webhookPayloadSchemas, type WebhookPayload } from '@parley/shared/webhooks';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeRoom } from '../platform/testing/rest';
import type { TestUser } from '../platform/testing/test-app';
import { startReceiver, type Received, type Receiver } from './testing/receiver';
import {
  askForTest,
  createWebhookApp,
  makeWebhook,
  meet,
  readLog,
  type WebhookApp,
} from './testing/webhook-app';

let parley: WebhookApp;
let receiver: Receiver;
let ana: TestUser;
let ben: TestUser;

beforeAll(async () => {
  [parley, receiver] = await Promise.all([
    createWebhookApp({ env: { PUBLIC_URL: 'http://parley.example' } }),
    startReceiver(),
  ]);
  [ana, ben] = await Promise.all([parley.register('Ana'), parley.register('Ben')]);
});
afterAll(() => Promise.all([parley.close(), receiver.close()]));

/** A receiver's own code, written from docs/webhooks.md with another library than the server's. */
async function isGenuine({ headers, body }: Received, secret: string): Promise<boolean> {
  const text = new TextEncoder();
  const name = { name: 'HMAC', hash: 'SHA-256' };
  const key = await webcrypto.subtle.importKey('raw', text.encode(secret), name, false, ['verify']);
  const signed = text.encode(`${String(headers['parley-webhook-timestamp'])}.${body}`);
  const signatures = String(headers['parley-webhook-signature']).split(',');
  const checks = signatures.map((signature) =>
    webcrypto.subtle.verify('HMAC', key, Buffer.from(signature.slice(3), 'hex'), signed),
  );
  return (await Promise.all(checks)).includes(true);
}

/** The payloads that a path of the receiver got, checked against their schemas. */
const payloads = (path: string): WebhookPayload[] =>
  receiver.requests
    .filter((request) => request.path === path)
    .map(({ body }) => {
      const payload = JSON.parse(body) as WebhookPayload;
      return webhookPayloadSchemas[payload.type].parse(payload);
    });

test('a meeting is told in its order: started, ended with its participants, record ready', async () => {
  const path = '/meeting';
  const { webhook } = await makeWebhook(parley, ana, new URL(path, receiver.url).href);
  const { code, id } = await meet(parley, ana, ben, { name: 'Weekly' });
  await parley.deliver();
  const [started, ended, ready] = payloads(path);
  expect(payloads(path).map(({ type }) => type)).toEqual([
    'meeting.started',
    'meeting.ended',
    'record.ready',
  ]);
  const room = { code, name: 'Weekly' };
  const link = { recordPath: `/history/${id}`, recordUrl: `http://parley.example/history/${id}` };
  expect(started).toMatchObject({
    id: `meeting.started:${id}`,
    version: 1,
    data: { room, meeting: { id, endedAt: null, ...link } },
  });
  expect(ended).toMatchObject({
    data: {
      room,
      meeting: { id, endReason: 'everyone_left', ...link },
      participantCount: 2,
      participants: [
        { displayName: 'Ana', role: 'owner', stays: [{}] },
        { displayName: 'Ben', role: 'participant' },
      ],
    },
  });
  expect(ready).toMatchObject({ data: { participantCount: 2, messageCount: 0, room } });
  const all = receiver.requests.map(({ body }) => body).join('');
  for (const { user } of [ana, ben]) expect(all).not.toContain(user.email);
  const log = await readLog(parley, ana, webhook.id);
  expect(log.map(({ state, attempts }) => [state, attempts[0]?.status])).toEqual(
    Array.from({ length: 3 }, () => ['delivered', 200]),
  );
});

test('nothing is left in the outbox, and nothing is written to it without webhooks', async () => {
  const meetings = parley.connection.collection('meetings');
  expect(await meetings.countDocuments({ outbox: { $exists: true } })).toBe(0);
  const quiet = await createWebhookApp();
  const [one, two] = [await quiet.register('Ana'), await quiet.register('Ben')];
  await meet(quiet, one, two);
  expect(
    await quiet.connection.collection('meetings').countDocuments({ outbox: { $exists: true } }),
  ).toBe(0);
  await quiet.close();
});

test('the signature proves the secret, the time and the raw body', async () => {
  const path = '/signed';
  const { webhook, secret } = await makeWebhook(parley, ana, new URL(path, receiver.url).href);
  await askForTest(parley, ana, webhook.id);
  await parley.deliver();
  const request = receiver.requests.find((received) => received.path === path);
  if (request === undefined) throw new Error('no request');
  expect(await isGenuine(request, secret)).toBe(true);
  expect(await isGenuine({ ...request, body: `${request.body} ` }, secret)).toBe(false);
  expect(await isGenuine(request, `${secret}x`)).toBe(false);
  const later = { ...request.headers, 'parley-webhook-timestamp': '1' };
  expect(await isGenuine({ ...request, headers: later }, secret)).toBe(false);
  const seconds = Number(request.headers['parley-webhook-timestamp']);
  expect(Math.abs(seconds - parley.scheduler.now() / 1000)).toBeLessThan(10);
  expect(request.headers['parley-webhook-id']).toBe(
    (JSON.parse(request.body) as { id: string }).id,
  );
});

test('after a rotation both secrets are valid for a day, and then only the new one', async () => {
  const path = '/rotated';
  const { webhook, secret } = await makeWebhook(parley, ana, new URL(path, receiver.url).href);
  const { body } = await parley.api
    .post(`/api/webhooks/${webhook.id}/secret`)
    .set(...ana.bearer)
    .expect(201);
  const fresh = body.secret as string;
  expect(fresh).not.toBe(secret);
  await askForTest(parley, ana, webhook.id);
  await askForTest(parley, ana, webhook.id);
  await parley.deliver();
  const request = receiver.requests.find((received) => received.path === path);
  if (request === undefined) throw new Error('no request');
  expect(await isGenuine(request, secret)).toBe(true);
  expect(await isGenuine(request, fresh)).toBe(true);
  const stored = await parley.connection.collection('webhooks').find().toArray();
  for (const text of [secret, fresh]) expect(JSON.stringify(stored)).not.toContain(text);
});

test('a webhook hears only the events that it wants, of the rooms of its owner', async () => {
  const path = '/picky';
  await makeWebhook(parley, ben, new URL(path, receiver.url).href, ['meeting.ended']);
  await meet(parley, ana, ben);
  const { id } = await meet(parley, ben, ana);
  await parley.deliver();
  expect(payloads(path).map((payload) => payload.id)).toEqual([`meeting.ended:${id}`]);
});

test('the end of a meeting of which only the outline is kept names nobody', async () => {
  const path = '/outline';
  await makeWebhook(parley, ana, new URL(path, receiver.url).href);
  const { id } = await meet(parley, ana, ben, { retention: 'outline' });
  await parley.deliver();
  const ended = payloads(path).find(({ type }) => type === 'meeting.ended');
  expect(ended).toMatchObject({
    data: { meeting: { id }, participantCount: 2, participants: [] },
  });
});

test('a knock is told while the person waits, once for each person', async () => {
  const path = '/knock';
  await makeWebhook(parley, ben, new URL(path, receiver.url).href, ['knock']);
  const code = await makeRoom(parley, ben, { name: 'Door' });
  await parley.api
    .patch(`/api/rooms/${code}`)
    .set(...ben.bearer)
    .send({ access: 'everyone_waits' })
    .expect(200);
  const socket = await parley.connect(ana);
  await socket.ask('room:knock', { code });
  await socket.ask('room:knock', { code });
  await expect
    .poll(() =>
      parley.connection.collection('webhook_deliveries').countDocuments({ type: 'knock' }),
    )
    .toBe(1);
  await parley.deliver();
  expect(payloads(path)).toMatchObject([
    {
      type: 'knock',
      data: { room: { code, name: 'Door' }, person: { displayName: 'Ana', isGuest: false } },
    },
  ]);
  socket.close();
});

test('the webhook of the server hears about all rooms, signed with the secret of the operator', async () => {
  const secret = 'a secret of the operator, 0123456789';
  const url = new URL('/server', receiver.url).href;
  const other = await createWebhookApp({ env: { WEBHOOK_URL: url, WEBHOOK_SECRET: secret } });
  const [cem, dia] = [await other.register('Cem'), await other.register('Dia')];
  await meet(other, cem, dia);
  await meet(other, dia, cem);
  await other.deliver();
  expect(payloads('/server').filter(({ type }) => type === 'meeting.ended')).toHaveLength(2);
  const request = receiver.requests.find((received) => received.path === '/server');
  expect(request && (await isGenuine(request, secret))).toBe(true);
  await other.close();
});

test('two servers with one database send each delivery once', async () => {
  const path = '/twice';
  const { webhook } = await makeWebhook(parley, ana, new URL(path, receiver.url).href, [
    'meeting.ended',
  ]);
  const second = await createWebhookApp({ database: parley.database });
  for (let count = 0; count < 10; count += 1) await askForTest(parley, ana, webhook.id);
  await meet(parley, ana, ben);
  await Promise.all([parley.deliver(), second.deliver()]);
  const ids = payloads(path).map(({ id }) => id);
  expect(ids).toHaveLength(11);
  expect(new Set(ids).size).toBe(11);
  await second.close({ keepDatabase: true });
});
