import { afterEach, expect, test } from 'vitest';
import { MAX_PRESENT_NAMES } from '@parley/shared/meetings';
import { becomeGuest } from '../platform/testing/guests';
import { makeRoom } from '../platform/testing/rest';
import { joinInput, type TestSocket } from '../platform/testing/test-app';
import { FakeLivekit } from './testing/fake-livekit';
import { createSfuApp, type SfuApp } from './testing/meet-on-sfu';

let app: SfuApp;
afterEach(() => app.close());

/** A room, and a way to connect guests who have not joined yet. */
async function openRoom(env: Record<string, string>) {
  app = await createSfuApp({ env });
  const code = await makeRoom(app, await app.register('Ana'));
  let guests = 0;
  const connect = async (): Promise<TestSocket> => {
    guests += 1;
    return app.connect(await becomeGuest(app, code, `Guest ${guests}`));
  };
  const joinAll = async (count: number): Promise<TestSocket[]> => {
    const sockets: TestSocket[] = [];
    for (let index = 0; index < count; index += 1) {
      const socket = await connect();
      await socket.join(code);
      sockets.push(socket);
    }
    return sockets;
  };
  return { code, connect, joinAll };
}

/** Everybody confirms the steps of the move that is under way. */
async function move(sockets: readonly TestSocket[]): Promise<void> {
  const started = await Promise.all(sockets.map((socket) => socket.next('move:started')));
  const gen = started[0]?.gen ?? 0;
  for (const step of ['proved', 'switched'] as const) {
    for (const socket of sockets) await socket.ask('move:confirm', { gen, step });
  }
  const isDone = sockets.map((socket) => socket.next('move:settled', (event) => event.isDone));
  await Promise.all(isDone);
}

/** Joins as the client does that waits for a seat. @returns the code of the refusal, or `in` */
async function tryToJoin(socket: TestSocket, code: string): Promise<string> {
  const answer = await socket.send('meeting:join', joinInput(code));
  return answer.ok ? 'in' : answer.error.code;
}

test('clients in the lobby of a large meeting learn twelve names and the number', async () => {
  const { code, connect, joinAll } = await openRoom({ MESH_LIMIT: '2' });
  const three = await joinAll(3);
  await move(three);
  const watcher = await connect();
  const first = await watcher.ask('room:watch', { code });
  expect(first.presence).toMatchObject({ capacity: 50, people: { length: 3 } });
  expect(first.presence.count).toBeUndefined();

  await joinAll(MAX_PRESENT_NAMES - 2);
  const many = await watcher.next('room:changed', ({ count }) => count !== undefined);
  expect(many.count).toBe(MAX_PRESENT_NAMES + 1);
  expect(many.people.map(({ displayName }) => displayName)).toEqual(
    Array.from({ length: MAX_PRESENT_NAMES }, (_, index) =>
      index < 3 ? `Guest ${index + 1}` : `Guest ${index + 2}`,
    ),
  );
  expect(many.waitsFor).toBeUndefined();
  // Everybody learns of each newcomer once, and a newcomer not of itself.
  const [oldest] = three;
  const seen = oldest?.events.filter(({ event }) => event === 'participant:joined');
  expect(seen).toHaveLength(MAX_PRESENT_NAMES);
});

test('the tenth person waits until the meeting has moved, and can enter then', async () => {
  const { code, connect, joinAll } = await openRoom({ MESH_LIMIT: '8' });
  const nine = await joinAll(9);
  const tenth = await connect();
  expect(await tryToJoin(tenth, code)).toBe('ROOM_FULL');
  const { presence } = await tenth.ask('room:watch', { code });
  expect(presence).toMatchObject({ capacity: 50, waitsFor: 'move' });

  await move(nine);
  const { people } = await tenth.next('room:changed', ({ waitsFor }) => waitsFor === undefined);
  expect(people).toHaveLength(9);
  expect(await tryToJoin(tenth, code)).toBe('in');
});

test('while the SFU is away, the tenth person waits for it, and can enter when it is back', async () => {
  const { code, connect, joinAll } = await openRoom({ MESH_LIMIT: '9' });
  await joinAll(9);
  const { port } = app.livekit;
  const tenth = await connect();
  await app.livekit.stop();
  await app.scheduler.advance(6_000);
  expect(await tryToJoin(tenth, code)).toBe('ROOM_FULL');
  const { presence } = await tenth.ask('room:watch', { code });
  expect(presence).toMatchObject({ capacity: 9, waitsFor: 'sfu' });

  const again = await FakeLivekit.start(port);
  await app.scheduler.advance(2_000);
  await tenth.next('room:changed', ({ capacity }) => capacity === 50);
  await again.stop();
});

test('the list of rooms tells how many people fit while the SFU is away, and what the owner chose', async () => {
  app = await createSfuApp({ env: { MESH_LIMIT: '4' } });
  const ana = await app.register('Ana');
  await makeRoom(app, ana, { name: 'Open' });
  await makeRoom(app, ana, { name: 'Class', capacity: 25 });
  await makeRoom(app, ana, { name: 'Pair', capacity: 2 });
  const list = async () => {
    const { body } = await app.api
      .get('/api/rooms')
      .set(...ana.bearer)
      .expect(200);
    const rooms = body.rooms as Record<string, unknown>[];
    const sizes = rooms.map(({ name, capacity, chosenCapacity, waitsForSfu }) => [
      name,
      capacity,
      chosenCapacity,
      waitsForSfu,
    ]);
    return { max: body.maxCapacity as number, sizes: sizes.toReversed() };
  };
  expect(await list()).toEqual({
    max: 50,
    sizes: [
      ['Open', 50, undefined, undefined],
      ['Class', 25, 25, undefined],
      ['Pair', 2, 2, undefined],
    ],
  });
  await app.livekit.stop();
  await app.scheduler.advance(6_000);
  expect(await list()).toEqual({
    max: 4,
    sizes: [
      ['Open', 4, undefined, true],
      ['Class', 9, 25, true],
      ['Pair', 2, 2, undefined],
    ],
  });
});

test('whoever waits for a seat in a full room gets one when somebody leaves, one for each', async () => {
  const { code, connect, joinAll } = await openRoom({ MESH_LIMIT: '2', ROOM_LIMIT: '3' });
  const three = await joinAll(3);
  await move(three);
  const waiting = [await connect(), await connect()];
  for (const socket of waiting) {
    expect(await tryToJoin(socket, code)).toBe('ROOM_FULL');
    expect((await socket.ask('room:watch', { code })).presence).toMatchObject({ capacity: 3 });
  }
  const results = async () => {
    const answers = await Promise.all(
      waiting.map(async (socket) => {
        await socket.next('room:changed', ({ people }) => people.length < 3);
        return tryToJoin(socket, code);
      }),
    );
    return answers.toSorted();
  };
  await three[0]?.ask('meeting:leave', {});
  expect(await results()).toEqual(['ROOM_FULL', 'in']);
});
