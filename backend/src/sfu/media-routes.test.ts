import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeRoom } from '../platform/testing/rest';
import { FakeLivekit } from './testing/fake-livekit';
import { createSfuApp, meetThree, moveToSfu, type SfuApp } from './testing/meet-on-sfu';

let app: SfuApp;
beforeEach(async () => {
  app = await createSfuApp();
});
afterEach(() => app.close());

test('a client that floods the server with failures delays the others twice, and then moves go on without it', async () => {
  const { clients } = await meetThree(app);
  const [bad, ...others] = clients;
  const failing = async () => {
    const { gen } = (await bad?.socket.next('move:started')) ?? { gen: 0 };
    for (let n = 0; n < 10; n += 1) {
      await bad?.socket.ask('move:fail', { gen, reason: 'unreachable' });
    }
    return gen;
  };
  for (const wait of [15_000, 30_000]) {
    const gen = await failing();
    for (const { socket } of others) await socket.next('move:aborted', (move) => move.gen === gen);
    await app.scheduler.advance(wait);
  }
  const gen = await failing();
  for (const step of ['proved', 'switched'] as const) {
    for (const { socket } of others) await socket.ask('move:confirm', { gen, step });
  }
  for (const { socket } of others) {
    const started = await socket.next('move:started', (move) => move.gen === gen);
    expect(started.without).toEqual([bad?.id]);
    const { ids } = await socket.next('move:settled', ({ isDone }) => isDone);
    expect(ids).toEqual(others.map(({ id }) => id));
  }
});

test('four people move when one of them is limited, and the report of an outsider is refused', async () => {
  await app.close();
  app = await createSfuApp({ env: { MESH_LIMIT: '4' } });
  const { code, clients } = await meetThree(app);
  const [ana] = clients;
  await ana?.socket.ask('limitation:report', { by: 'cpu' });
  const dan = await app.connect(await app.register('Dan'));
  expect(await dan.send('limitation:report', { by: 'cpu' })).toMatchObject({
    error: { code: 'NOT_A_MEMBER' },
  });
  await dan.join(code);
  expect((await dan.next('move:started')).to).toBe('sfu');
});

test('after LiveKit has lost its rooms, participants of a meeting on it get in again', async () => {
  const { livekit } = app;
  const { clients } = await meetThree(app);
  const [{ gen } = { gen: 0 }] = await moveToSfu(app, clients);
  livekit.rooms.clear();
  const [ana] = clients;
  const { access } = (await ana?.socket.ask('sfu:refresh', { gen })) ?? {};
  await livekit.enter(access?.token ?? '');
  expect([...livekit.rooms.keys()]).toEqual([expect.stringContaining(`~${gen}`)]);
});

test('while LiveKit is away, a participant who asks learns so, and gets a room when it is back', async () => {
  const { livekit } = app;
  const { clients } = await meetThree(app);
  const [{ gen } = { gen: 0 }] = await moveToSfu(app, clients);
  const { port } = livekit;
  await livekit.stop();
  // One lost answer would be no outage.
  await app.scheduler.advance(6_000);
  const [ana] = clients;
  // Three people return to the mesh at once.
  const { to } = (await ana?.socket.next('move:started', (move) => move.gen > gen)) ?? {};
  expect(to).toBe('mesh');
  expect(await ana?.socket.send('sfu:refresh', { gen })).toMatchObject({
    error: { code: 'NOT_FOUND' },
  });
  const again = await FakeLivekit.start(port);
  while (again.rooms.size === 0) {
    // The server looks after each refusal, at a time of its own.
    await app.api.get('/api/health/live').expect(200);
    await app.scheduler.advance(1_000);
  }
  await again.stop();
});

test('a room that is ready only after the end of its move is deleted again', async () => {
  const { livekit } = app;
  let answer = () => {};
  livekit.delays.set('CreateRoom', new Promise((resolve) => (answer = resolve)));
  const ana = await app.register('Ana');
  const code = await makeRoom(app, ana);
  const sockets = [];
  for (const user of [ana, await app.register('Ben'), await app.register('Cem')]) {
    const socket = await app.connect(user);
    await socket.join(code);
    sockets.push(socket);
  }
  await sockets[0]?.ask('meeting:end-for-all', {});
  answer();
  const deletions = () => livekit.calls.filter((method) => method === 'DeleteRoom').length;
  await livekit.until(() => deletions() === 2);
  expect(livekit.rooms.size).toBe(0);
});
