import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMetrics } from './metrics';
import { serveMetrics } from './metrics-server';
import { createTestApp, TestSocket, type TestApp, type TestUser } from './testing/test-app';

let parley: TestApp;
let served: Awaited<ReturnType<typeof serveMetrics>>;
let ana: TestUser;
let ben: TestUser;
let code: string;
const sockets: TestSocket[] = [];

beforeAll(async () => {
  parley = await createTestApp({ env: { RATE_LIMIT_FACTOR: '1' } });
  served = await serveMetrics(parley.metrics.registry, { port: 0, host: '127.0.0.1' });
  ana = await parley.register('Ana');
  ben = await parley.register('Ben');
  const made = await parley.api
    .post('/api/rooms')
    .set(...ana.bearer)
    .send({});
  code = made.body.room.code as string;
  for (const user of [ana, ben]) {
    const socket = await parley.connect(user);
    await socket.join(code);
    sockets.push(socket);
  }
});
afterAll(async () => {
  await served.close();
  await parley.close();
});

/** Scrapes as Prometheus does. @returns values by name with labels, as they stand in the text */
async function scrape(): Promise<Map<string, number>> {
  const response = await fetch(`http://127.0.0.1:${served.port}/metrics`);
  expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  const lines = (await response.text()).split('\n').filter((line) => /^[a-z]/.test(line));
  return new Map(
    lines.map((line) => {
      const end = line.lastIndexOf(' ');
      return [line.slice(0, end), Number(line.slice(end + 1))];
    }),
  );
}

test('the metrics show sockets, meetings and participants as they are at that moment', async () => {
  const before = await scrape();
  expect(before.get('parley_sockets')).toBe(2);
  expect(before.get('parley_meetings{route="mesh"}')).toBe(1);
  expect(before.get('parley_meetings{route="sfu"}')).toBe(0);
  expect(before.get('parley_participants{route="mesh",connection="connected"}')).toBe(2);
  expect(before.get('parley_sfu_configured')).toBe(0);

  const third = await parley.connect(await parley.register('Cem'));
  await third.join(code);
  third.cut();
  await sockets[0]?.next('participant:updated', (event) => {
    return event.participant.connection === 'reconnecting';
  });
  const after = await scrape();
  expect(after.get('parley_sockets')).toBe(2);
  expect(after.get('parley_participants{route="mesh",connection="connected"}')).toBe(2);
  expect(after.get('parley_participants{route="mesh",connection="reconnecting"}')).toBe(1);
});

test('an acked chat message and its database operations are counted with their time', async () => {
  const name = 'parley_ack_seconds_count{command="chat:send",outcome="ok"}';
  const inserts = 'parley_database_seconds_count{operation="insertOne",outcome="ok"}';
  const before = await scrape();
  await sockets[0]?.ask('chat:send', { clientId: randomUUID(), text: 'hello' });
  const after = await scrape();
  expect(after.get(name)).toBe((before.get(name) ?? 0) + 1);
  expect(after.get(inserts)).toBeGreaterThan(before.get(inserts) ?? 0);
  expect(after.get('parley_ack_seconds_sum{command="chat:send",outcome="ok"}')).toBeGreaterThan(0);
});

test('reported joins are counted by outcome, and their steps in seconds', async () => {
  await sockets[0]?.ask('join:report', { ack: 40, firstFrame: 900, warm: true, peers: 1 });
  await sockets[1]?.ask('join:report', { failure: 'ROOM_FULL', warm: false, peers: 0 });
  const seen = await scrape();
  expect(seen.get('parley_joins_total{outcome="ok",kind="warm"}')).toBe(1);
  expect(seen.get('parley_joins_total{outcome="ROOM_FULL",kind="cold"}')).toBe(1);
  expect(seen.get('parley_join_step_seconds_sum{step="firstFrame",kind="warm"}')).toBe(0.9);
  expect(seen.get('parley_join_step_seconds_bucket{le="0.05",step="ack",kind="warm"}')).toBe(1);
});

test('the ICE connections that clients report are counted by path and by failure', async () => {
  await sockets[0]?.ask('ice:report', { direct: 2, relay: 1, timedOut: 0, lost: 0 });
  await sockets[1]?.ask('ice:report', { direct: 0, relay: 1, timedOut: 3, lost: 1 });
  const seen = await scrape();
  expect(seen.get('parley_ice_connections_total{path="direct"}')).toBe(2);
  expect(seen.get('parley_ice_connections_total{path="relay"}')).toBe(2);
  expect(seen.get('parley_ice_failures_total{kind="timed_out"}')).toBe(3);
  expect(seen.get('parley_ice_failures_total{kind="lost"}')).toBe(1);
});

test('refusals are counted by the limit, and errors by their code', async () => {
  const wrong = { email: ana.user.email, password: 'not the password' };
  for (let guess = 0; guess < 7; guess += 1) await parley.api.post('/api/auth/login').send(wrong);
  const send = async () => sockets[1]?.send('chat:send', { clientId: randomUUID(), text: 'x' });
  await Promise.all(Array.from({ length: 40 }, send));
  await expect(TestSocket.connect(parley.url, 'no token')).rejects.toThrow();
  const seen = await scrape();
  // Each guess counts for three limits; the one that refuses is counted once.
  const refused = [...seen].filter(([name]) => name.includes('limit="passwords'));
  expect(refused).toEqual([['parley_refusals_total{limit="passwordsByPair"}', 1]]);
  expect(seen.get('parley_refusals_total{limit="commands:chat"}')).toBeGreaterThan(0);
  expect(seen.get('parley_errors_total{surface="rest",code="INVALID_CREDENTIALS"}')).toBe(6);
  expect(seen.get('parley_errors_total{surface="socket",code="RATE_LIMITED"}')).toBeGreaterThan(0);
  expect(seen.get('parley_errors_total{surface="handshake",code="UNAUTHENTICATED"}')).toBe(1);
});

test('moves are counted by their result and reason', async () => {
  parley.metrics.moveEnded({ to: 'sfu', seconds: 2 });
  parley.metrics.moveEnded({ to: 'sfu', seconds: 10, reason: 'deadline' });
  const seen = await scrape();
  expect(seen.get('parley_moves_total{to="sfu",result="done",reason="none"}')).toBe(1);
  expect(seen.get('parley_moves_total{to="sfu",result="aborted",reason="deadline"}')).toBe(1);
  expect(seen.get('parley_move_seconds_count{to="sfu"}')).toBe(1);
});

test('no label tells who or where somebody is', async () => {
  const text = await parley.metrics.registry.metrics();
  const secrets = [ana, ben].flatMap(({ user }) => [user.id, user.email, user.displayName]);
  for (const secret of [...secrets, code, '127.0.0.1']) expect(text).not.toContain(secret);
});

test('the port of the metrics serves nothing else, and the public port serves no metrics', async () => {
  const own = `http://127.0.0.1:${served.port}`;
  for (const path of ['/', '/api/health/live', '/metrics/x']) {
    expect((await fetch(own + path)).status).toBe(404);
  }
  expect((await fetch(`${own}/metrics`, { method: 'POST' })).status).toBe(404);
  const response = await fetch(`${parley.url}/metrics`);
  expect(await response.text()).not.toContain('parley_');
});

test('metrics that are served also tell about the process', async () => {
  const text = await createMetrics(true).registry.metrics();
  expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds /m);
  expect(text).toMatch(/^process_resident_memory_bytes /m);
  expect(await parley.metrics.registry.metrics()).not.toContain('nodejs_');
});
