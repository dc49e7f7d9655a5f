import { afterAll, beforeAll, expect, test } from 'vitest';
import { randomUUID } from 'node:crypto';
import { createTestApp, type TestApp, type TestUser } from '../platform/testing/test-app';
import { newRoomCode } from './random-code';

let parley: TestApp;
let ana: TestUser;
let ben: TestUser;
beforeAll(async () => {
  parley = await createTestApp();
  [ana, ben] = await Promise.all([parley.register('Ana'), parley.register('Ben')]);
});
afterAll(() => parley.close());

const create = (owner: TestUser, body: object) =>
  parley.api
    .post('/api/rooms')
    .set(...owner.bearer)
    .send(body);
const read = (reader: TestUser, code: string) =>
  parley.api.get(`/api/rooms/${encodeURIComponent(code)}`).set(...reader.bearer);
const uniqueCode = () => `room-${randomUUID().slice(0, 13)}`;

test('ten thousand random codes are well-formed and all different', () => {
  const codes = Array.from({ length: 10_000 }, newRoomCode);
  expect(new Set(codes).size).toBe(10_000);
  for (const code of codes) {
    expect(code).toMatch(/^[0-9a-hjkmnp-tv-z]{4}-[0-9a-hjkmnp-tv-z]{4}-[0-9a-hjkmnp-tv-z]{2}$/);
  }
});

test('a room without options has a random code, a name and the default capacity', async () => {
  const { body } = await create(ana, {}).expect(201);
  expect(body.room).toMatchObject({
    code: expect.stringMatching(/^[0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{2}$/),
    name: "Ana's meeting",
    capacity: 4,
    isOwner: true,
    peopleCount: 0,
  });
  expect((await read(ben, body.room.code)).body.room.isOwner).toBe(false);
});

test('a chosen code can be taken only once, in any spelling', async () => {
  const code = uniqueCode();
  await create(ana, { code: ` ${code.toUpperCase().replaceAll('-', ' ')} ` }).expect(201);
  for (const same of [code, code.toUpperCase(), code.replaceAll('-', '')]) {
    const { body } = await create(ben, { code: same }).expect(409);
    expect(body.error).toMatchObject({ code: 'ROOM_CODE_TAKEN', details: [{ field: 'code' }] });
  }
});

test('a room is found by its code in capitals, with spaces, and in a link', async () => {
  const code = uniqueCode();
  await create(ana, { code }).expect(201);
  const forms = [
    code.toUpperCase(),
    ` ${code.replaceAll('-', ' ')}`,
    `https://x.test/r/${code}?a=1`,
  ];
  for (const form of forms) expect((await read(ben, form).expect(200)).body.room.code).toBe(code);
});

test.each([
  ['capacity', { capacity: 1 }],
  ['capacity', { capacity: 5 }],
  ['capacity', { capacity: 2.5 }],
  ['code', { code: 'ab' }],
  ['name', { name: '' }],
  ['ownerId', { ownerId: 'me' }],
])('a room with the wrong %s %j is refused', async (field, wrong) => {
  const { body } = await create(ana, wrong).expect(400);
  expect(body.error).toMatchObject({ code: 'VALIDATION_FAILED', details: [{ field }] });
});

test('only the owner may change and delete a room; other users get NOT_FOUND', async () => {
  const { code } = (await create(ana, { code: uniqueCode() })).body.room as { code: string };
  const path = `/api/rooms/${code}`;
  const missing = `/api/rooms/${uniqueCode()}`;
  const strip = ({ body }: { body: { error: object } }) => ({ ...body.error, requestId: '' });
  const patched = await parley.api
    .patch(path)
    .set(...ben.bearer)
    .send({ name: 'x' })
    .expect(404);
  const none = await parley.api
    .patch(missing)
    .set(...ben.bearer)
    .send({ name: 'x' })
    .expect(404);
  expect(strip(patched)).toEqual(strip(none));
  await parley.api
    .delete(path)
    .set(...ben.bearer)
    .expect(404);

  const change = { name: 'Weekly', capacity: 2 };
  const { body } = await parley.api
    .patch(path)
    .set(...ana.bearer)
    .send(change)
    .expect(200);
  expect(body.room).toMatchObject({ ...change, chosenCapacity: 2 });
  const largest = await parley.api
    .patch(path)
    .set(...ana.bearer)
    .send({ capacity: null })
    .expect(200);
  expect(largest.body.room).toMatchObject({ name: 'Weekly', capacity: 4 });
  expect(largest.body.room.chosenCapacity).toBeUndefined();
  await parley.api
    .patch(path)
    .set(...ana.bearer)
    .send({})
    .expect(400);
  await parley.api
    .delete(path)
    .set(...ana.bearer)
    .expect(204);
  await read(ana, code).expect(404);
});

test('rooms are listed in pages, the last used first', async () => {
  const cleo = await parley.register('Cleo');
  const made: string[] = [];
  for (let index = 0; index < 5; index += 1) {
    made.push((await create(cleo, {}).expect(201)).body.room.code as string);
  }
  const socket = await parley.connect(cleo);
  await socket.join(made[0] ?? '');
  const seen: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
    const { body } = await parley.api.get(`/api/rooms?limit=2${query}`).set(...cleo.bearer);
    seen.push(...(body.rooms as { code: string }[]).map(({ code }) => code));
    cursor = body.nextCursor as string | null;
  }
  expect(seen).toEqual([made[0], ...made.slice(1).toReversed()]);
  expect((await read(ana, made[0] ?? '')).body.room.peopleCount).toBe(1);
});

test('the list of rooms contains the largest capacity of this server', async () => {
  const list = (of: TestApp, { bearer }: TestUser) => of.api.get('/api/rooms').set(...bearer);
  expect((await list(parley, ana).expect(200)).body.maxCapacity).toBe(4);
  const small = await createTestApp({ env: { MESH_LIMIT: '2' } });
  try {
    const cleo = await small.register('Cleo');
    expect((await list(small, cleo).expect(200)).body.maxCapacity).toBe(2);
    const post = small.api.post('/api/rooms').set(...cleo.bearer);
    expect((await post.send({ capacity: 3 }).expect(400)).body.error.details).toEqual([
      { field: 'capacity', message: 'At most 2 people on this server' },
    ]);
  } finally {
    await small.close();
  }
});

test('signed-out clients get UNAUTHENTICATED for rooms', async () => {
  await parley.api.get('/api/rooms').expect(401);
  await parley.api.post('/api/rooms').send({}).expect(401);
});
