import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createResolveHost, type ResolveHost } from './receiver-address';
import { RETRY_MS } from './queue-turns';
import { accept, startReceiver, type Receiver } from './testing/receiver';
import {
  askForTest,
  createWebhookApp,
  makeWebhook,
  meet,
  readLog,
  readWebhook,
  type WebhookApp,
} from './testing/webhook-app';
import type { TestUser } from '../platform/testing/test-app';

const HOUR_MS = 3600_000;
const DAY_MS = 24 * HOUR_MS;

let parley: WebhookApp;
let receiver: Receiver;
let ana: TestUser;
/** What a name server answers, one answer after the other; the last one stays. */
let answers: string[][] = [];
let questions = 0;

const resolveHost: ResolveHost = async (hostname, signal) => {
  if (!hostname.endsWith('.example')) return createResolveHost(true)(hostname, signal);
  questions += 1;
  const [answer = []] = answers;
  if (answers.length > 1) answers.shift();
  return answer;
};

beforeAll(async () => {
  [parley, receiver] = await Promise.all([
    createWebhookApp({ app: { resolveHost } }),
    startReceiver(),
  ]);
});
afterAll(() => Promise.all([parley.close(), receiver.close()]));
afterEach(async () => {
  receiver.behave(accept);
  // What still waits for the webhook of one test would be sent in the next one.
  await parley.connection.model('Webhook').deleteMany({});
});

/** A new account with one webhook. An account of its own has limits and a token of its own. */
async function newWebhook(url = receiver.url) {
  ana = await parley.register('Ana');
  const { webhook } = await makeWebhook(parley, ana, url);
  return webhook;
}
/** The latest delivery of a webhook. */
async function latest(id: string) {
  const [delivery] = await readLog(parley, ana, id);
  if (delivery === undefined) throw new Error('no delivery');
  return delivery;
}
/** The words for the attempts of the latest delivery. */
const words = async (id: string) =>
  (await latest(id)).attempts.map(({ error, status }) => error ?? status);

test('a receiver that fails gets the same event again until it accepts it', async () => {
  const { id } = await newWebhook();
  receiver.behave((response) => void response.writeHead(503).end('busy'));
  await askForTest(parley, ana, id);
  await parley.deliver();
  expect(await latest(id)).toMatchObject({
    state: 'waiting',
    attempts: [{ error: 'status', status: 503 }],
  });
  const before = receiver.requests.length;
  await parley.deliver();
  expect(receiver.requests).toHaveLength(before);
  receiver.behave(accept);
  parley.jump(RETRY_MS[0] * 1.2);
  await parley.deliver();
  expect(await latest(id)).toMatchObject({ state: 'delivered', attemptCount: 2 });
  const [first, second] = receiver.requests.slice(-2);
  expect(second?.body).toBe(first?.body);
  expect(await readWebhook(parley, ana, id)).not.toHaveProperty('failingSince');
});

test('a delivery fails for good after nine attempts in about a day', async () => {
  const { id } = await newWebhook();
  receiver.behave((response) => void response.writeHead(500).end());
  await askForTest(parley, ana, id);
  const before = receiver.requests.length;
  for (const pause of [0, ...RETRY_MS]) {
    parley.jump(pause * 1.2);
    await parley.deliver();
  }
  expect(receiver.requests).toHaveLength(before + 9);
  const delivery = await stored(id);
  expect(delivery).toMatchObject({ state: 'failed', attemptCount: 9 });
  expect(delivery).not.toHaveProperty('dueAt');
  const total = RETRY_MS.reduce((sum, pause) => sum + pause, 0);
  expect(total).toBeGreaterThan(0.9 * DAY_MS);
  expect(total).toBeLessThan(1.2 * DAY_MS);
});

/** The latest delivery in the database; the token of its owner may be too old by now. */
const stored = (webhookId: string) =>
  parley.connection.model('WebhookDelivery').findOne({ webhookId }).sort({ createdAt: -1 }).lean();

test('a receiver that answers nothing costs ten seconds, and no other webhook waits for it', async () => {
  const { id } = await newWebhook();
  const other = await startReceiver();
  const { webhook: quick } = await makeWebhook(parley, ana, other.url);
  receiver.behave(() => undefined);
  for (let count = 0; count < 3; count += 1) await askForTest(parley, ana, id);
  const got = receiver.requests.length;
  await parley.scheduler.advance(5_000);
  await receiver.got(got + 1);
  await askForTest(parley, ana, quick.id);
  await parley.scheduler.advance(0);
  await other.got(1);
  await parley.scheduler.advance(10_000);
  await parley.app.services.webhookDispatcher.idle();
  const log = await readLog(parley, ana, id);
  expect(log.flatMap(({ attempts }) => attempts).map(({ error }) => error)).toEqual(['timeout']);
  expect((await readLog(parley, ana, quick.id))[0]?.state).toBe('delivered');
  await other.close();
});

test('a receiver that begins an answer and never completes it has not accepted', async () => {
  const { id } = await newWebhook();
  receiver.behave((response) => void response.writeHead(200).write('begin'));
  const got = receiver.requests.length;
  await askForTest(parley, ana, id);
  await parley.scheduler.advance(5_000);
  await receiver.got(got + 1);
  await parley.scheduler.advance(10_000);
  await parley.app.services.webhookDispatcher.idle();
  expect(await words(id)).toEqual(['timeout']);
});

test('of an answer of 100 MB the server reads a little, and goes by the status', async () => {
  const { id } = await newWebhook();
  let sent = 0;
  receiver.behave((response) => {
    response.writeHead(200, { 'Content-Length': 100_000_000 });
    const piece = Buffer.alloc(100_000, 'x');
    const write = () => {
      while (sent < 100_000_000 && !response.destroyed) {
        sent += piece.length;
        if (!response.write(piece)) return void response.once('drain', write);
      }
    };
    write();
  });
  await askForTest(parley, ana, id);
  const before = process.memoryUsage().rss;
  await parley.deliver();
  expect(await words(id)).toEqual([200]);
  // What the system buffers between the two sockets counts too.
  expect(sent).toBeLessThan(10_000_000);
  expect(process.memoryUsage().rss - before).toBeLessThan(50_000_000);
});

test('a redirect is an answer like others, and nothing is sent to its target', async () => {
  const { id } = await newWebhook();
  const target = await startReceiver();
  receiver.behave((response) => void response.writeHead(307, { Location: target.url }).end());
  await askForTest(parley, ana, id);
  await parley.deliver();
  expect(await latest(id)).toMatchObject({
    state: 'waiting',
    attempts: [{ error: 'status', status: 307 }],
  });
  expect(target.requests).toEqual([]);
  await target.close();
});

test('a receiver that closes the connection, refuses it, or has no TLS has failed', async () => {
  const { id } = await newWebhook();
  receiver.behave((response) => void response.destroy());
  await askForTest(parley, ana, id);
  await parley.deliver();
  expect(await words(id)).toEqual(['connection']);

  const closed = await startReceiver();
  await closed.close();
  const { webhook: nobody } = await makeWebhook(parley, ana, closed.url);
  await askForTest(parley, ana, nobody.id);
  await parley.deliver();
  expect(await words(nobody.id)).toEqual(['connection']);

  const { webhook: plain } = await makeWebhook(
    parley,
    ana,
    receiver.url.replace('http:', 'https:'),
  );
  await askForTest(parley, ana, plain.id);
  await parley.deliver();
  expect(await words(plain.id)).toEqual(['certificate']);
});

test('a receiver that speaks no HTTP has failed', async () => {
  ana = await parley.register('Ana');
  const smtp = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.resume();
    socket.end('220 mail.example ESMTP\r\n');
  });
  await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
  const { port } = smtp.address() as AddressInfo;
  const { webhook: mail } = await makeWebhook(parley, ana, `http://127.0.0.1:${port}/`);
  await askForTest(parley, ana, mail.id);
  await parley.deliver();
  expect(await words(mail.id)).toEqual(['answer']);
  await new Promise((resolve) => smtp.close(resolve));
});

test('an upgrade that nobody asked for, and endless headers, are no answers', async () => {
  const { id } = await newWebhook();
  receiver.behave((response) => {
    response.socket?.end(
      'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n',
    );
  });
  await askForTest(parley, ana, id);
  await parley.deliver();
  expect(await words(id)).toEqual(['connection']);
  receiver.behave((response) => {
    response.socket?.write(`HTTP/1.1 200 OK\r\n${'x-more: 1\r\n'.repeat(20_000)}`);
  });
  await parley.api
    .post(`/api/webhooks/${id}/deliveries/${(await latest(id)).id}/resend`)
    .set(...ana.bearer)
    .expect(200);
  parley.jump(60_000);
  await parley.deliver();
  expect(await words(id)).toEqual(['connection', 'answer']);
});

test('410 pauses a webhook: it gets no more events until its owner resumes it', async () => {
  const { id } = await newWebhook();
  const ben = await parley.register('Ben');
  receiver.behave((response) => void response.writeHead(410).end());
  await askForTest(parley, ana, id);
  await parley.deliver();
  expect(await readWebhook(parley, ana, id)).toMatchObject({ paused: { reason: 'gone' } });
  receiver.behave(accept);
  await meet(parley, ana, ben);
  parley.jump(60_000);
  await parley.deliver();
  expect(await readLog(parley, ana, id)).toHaveLength(1);
  await parley.api
    .patch(`/api/webhooks/${id}`)
    .set(...ana.bearer)
    .send({ isPaused: false })
    .expect(200);
  await meet(parley, ana, ben);
  for (let count = 0; count < 4; count += 1) await parley.deliver();
  const log = await readLog(parley, ana, id);
  expect(log.map(({ state }) => state)).toEqual(Array.from({ length: 4 }, () => 'delivered'));
});

test('a webhook that has failed for three days is paused, and its owner sees why', async () => {
  const { id } = await newWebhook();
  receiver.behave((response) => void response.writeHead(500).end());
  await askForTest(parley, ana, id);
  await parley.deliver();
  parley.jump(3 * DAY_MS);
  await parley.deliver();
  const webhook = await parley.connection.model('Webhook').findById(id).lean();
  expect(webhook).toMatchObject({ paused: { reason: 'failing' } });
});

test('a name that leads into a private network is refused at every attempt', async () => {
  const strict = await createWebhookApp({
    env: { WEBHOOK_ALLOW_PRIVATE: 'off' },
    app: { resolveHost },
  });
  ana = await strict.register('Ana');
  const { webhook } = await makeWebhook(strict, ana, `http://hook.example:${receiver.port}/`);
  const before = receiver.requests.length;
  answers = [['10.0.0.1', '93.184.216.34'], ['127.0.0.1'], ['169.254.169.254']];
  await askForTest(strict, ana, webhook.id);
  for (const pause of [0, ...RETRY_MS.slice(0, 2)]) {
    strict.jump(pause * 1.2 + 60_000);
    await strict.deliver();
  }
  const [delivery] = await readLog(strict, ana, webhook.id);
  expect(delivery?.attempts.map(({ error }) => error)).toEqual(['address', 'address', 'address']);
  expect(receiver.requests).toHaveLength(before);
  for (const url of [
    receiver.url,
    'http://[::ffff:127.0.0.1]/',
    'http://0x7f.1/',
    'http://2130706433/',
  ]) {
    const { body } = await strict.api
      .post('/api/webhooks')
      .set(...ana.bearer)
      .send({ url, events: ['knock'] })
      .expect(400);
    expect(body.error.details[0].field).toBe('url');
  }
  await strict.close();
});

test('an attempt asks the name server once, and connects to the address that it has checked', async () => {
  const { id } = await newWebhook(`http://hook.example:${receiver.port}/named`);
  // A second question in the same attempt would get another answer.
  answers = [['127.0.0.1'], ['192.0.2.1']];
  const before = questions;
  await askForTest(parley, ana, id);
  await parley.deliver();
  expect(receiver.requests.at(-1)).toMatchObject({ path: '/named' });
  expect(receiver.requests.at(-1)?.headers.host).toBe(`hook.example:${receiver.port}`);
  expect(questions).toBe(before + 1);
});
