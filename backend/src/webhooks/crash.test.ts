import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { TestUser } from '../platform/testing/test-app';
import { accept, startReceiver, type Receiver } from './testing/receiver';
import { createWebhookApp, makeWebhook, meet, type WebhookApp } from './testing/webhook-app';

/*
 * A server that is killed between two steps of a delivery, and another one that finds what is left. The
 * database has what it would have after the kill; e2e/webhooks.long.spec.ts kills a real process.
 */

let first: WebhookApp;
let second: WebhookApp;
let receiver: Receiver;
let ana: TestUser;
let ben: TestUser;

beforeAll(async () => {
  [first, receiver] = await Promise.all([createWebhookApp(), startReceiver()]);
  second = await createWebhookApp({ database: first.database });
  [ana, ben] = [await first.register('Ana'), await first.register('Ben')];
});
afterAll(async () => {
  await second.close({ keepDatabase: true });
  await Promise.all([first.close(), receiver.close()]);
});
afterEach(async () => {
  receiver.behave(accept);
  receiver.requests.splice(0);
  await first.connection.model('Webhook').deleteMany({});
  await first.connection.model('WebhookDelivery').deleteMany({});
});

const types = () =>
  receiver.requests.map(({ body }) => (JSON.parse(body) as { type: string }).type);
const ALL = ['meeting.started', 'meeting.ended', 'record.ready'];

test('a server that is killed after the end of a meeting leaves its events in the meeting', async () => {
  await makeWebhook(first, ana, receiver.url);
  const { id } = await meet(first, ana, ben);
  const stored = await first.connection.model('Meeting').findById(id).lean();
  expect(stored).toMatchObject({ outbox: ALL });
  await second.deliver();
  expect(types()).toEqual(ALL);
});

test('a record that is reduced to its outline before its events are told is told all the same', async () => {
  await makeWebhook(first, ana, receiver.url);
  const { id } = await meet(first, ana, ben, { retention: 'outline' });
  expect(await first.app.services.purge.runBatch()).toBe(false);
  const stored = await first.connection.model('Meeting').findById(id).lean();
  expect(stored).toMatchObject({ peopleCount: 2, outbox: ALL });
  await second.deliver();
  expect(types()).toEqual(ALL);
});

test('a server that is killed before it clears the outbox makes no second delivery', async () => {
  await makeWebhook(first, ana, receiver.url);
  const { id } = await meet(first, ana, ben);
  await first.deliver();
  await first.connection.model('Meeting').updateOne({ _id: id }, { $set: { outbox: ALL } });
  await second.deliver();
  expect(types()).toEqual(ALL);
});

test('a server that is killed after a delivery was made and before its queue was woken loses nothing', async () => {
  const { webhook } = await makeWebhook(first, ana, receiver.url);
  const { id } = await meet(first, ana, ben);
  receiver.behave((response) => void response.writeHead(503).end());
  await first.deliver();
  receiver.requests.splice(0);
  receiver.behave(accept);
  await first.connection.model('Webhook').updateOne({ _id: webhook.id }, { $unset: { dueAt: 1 } });
  await first.connection.model('Meeting').updateOne({ _id: id }, { $set: { outbox: ALL } });
  second.jump(60_000);
  await second.deliver();
  await second.deliver();
  await second.deliver();
  expect(types().toSorted()).toEqual(ALL.toSorted());
});

test('a server that is killed while it sends has the request repeated when its lease is over', async () => {
  const { webhook } = await makeWebhook(first, ana, receiver.url, ['meeting.ended']);
  await meet(first, ana, ben);
  await first.deliver();
  // As the database was before the outcome was noted.
  const due = new Date(second.scheduler.now());
  const lease = { leaseUntil: new Date(second.scheduler.now() + 90_000), lease: 'of the dead' };
  await first.connection
    .model('WebhookDelivery')
    .updateOne({ webhookId: webhook.id }, { $set: { state: 'waiting', dueAt: due, attempts: [] } });
  await first.connection
    .model('Webhook')
    .updateOne({ _id: webhook.id }, { $set: { dueAt: due, ...lease } });
  await second.connection.model('Webhook').findById(webhook.id).lean();
  receiver.requests.splice(0);
  await first.deliver();
  expect(types()).toEqual([]);
  second.jump(120_000);
  await second.deliver();
  expect(types()).toEqual(['meeting.ended']);
});
