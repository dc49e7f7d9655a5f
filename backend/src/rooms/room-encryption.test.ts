import { expect } from 'vitest';
import { parleyTest } from '../platform/testing/parley-test';
import type { TestApp, TestUser } from '../platform/testing/test-app';

const test = parleyTest();

const CHECK = 'AAAAAAAAAAAAAAAAAAAAAA';
const OTHER_CHECK = 'BBBBBBBBBBBBBBBBBBBBBB';

const create = (parley: TestApp, owner: TestUser, body: object) =>
  parley.api
    .post('/api/rooms')
    .set(...owner.bearer)
    .send(body);
const change = (parley: TestApp, owner: TestUser, code: string, body: object) =>
  parley.api
    .patch(`/api/rooms/${code}`)
    .set(...owner.bearer)
    .send(body);

test('everybody who knows an encrypted room can check a key, in the lobby and in the meeting', async ({
  parley,
  ana,
  ben,
}) => {
  const { body } = await create(parley, ana, { keyCheck: CHECK }).expect(201);
  const { code } = body.room;
  expect(body.room.keyCheck).toBe(CHECK);
  const seen = await parley.api.get(`/api/rooms/${code}`).set(...ben.bearer);
  expect(seen.body.room.keyCheck).toBe(CHECK);
  const entry = await parley.api.get(`/api/rooms/${code}/entry`).expect(200);
  expect(entry.body.keyCheck).toBe(CHECK);
  const b = await parley.connect(ben);
  expect((await b.ask('room:watch', { code })).presence.room).toMatchObject({ keyCheck: CHECK });
  expect((await b.join(code)).meeting.room).toMatchObject({ code, keyCheck: CHECK });
  b.close();
});

test('people who wait outside know that a room is encrypted, and nothing else', async ({
  parley,
  ana,
  ben,
}) => {
  const settings = { keyCheck: CHECK, access: 'everyone_waits', name: 'Secret' };
  const { body } = await create(parley, ana, settings).expect(201);
  const { code } = body.room;
  const b = await parley.connect(ben);
  const { entry, presence } = await b.ask('room:watch', { code });
  expect(entry).toBe('waits');
  expect(presence.room).toEqual({ code, name: code, keyCheck: CHECK });
  b.close();
});

test('the owner turns encryption on, replaces the key and turns it off', async ({
  parley,
  ana,
  ben,
}) => {
  const { body } = await create(parley, ana, {}).expect(201);
  const { code } = body.room;
  expect(body.room).not.toHaveProperty('keyCheck');
  for (const keyCheck of [CHECK, OTHER_CHECK]) {
    const changed = await change(parley, ana, code, { keyCheck }).expect(200);
    expect(changed.body.room.keyCheck).toBe(keyCheck);
  }
  await change(parley, ben, code, { keyCheck: CHECK }).expect(404);
  // With a password that is removed in the same request, both fields go.
  await change(parley, ana, code, { password: 'tulip' }).expect(200);
  const off = await change(parley, ana, code, { keyCheck: null, password: null }).expect(200);
  expect(off.body.room).not.toHaveProperty('keyCheck');
  expect(off.body.room.hasPassword).toBe(false);
});

test('encryption does not change while somebody is in the meeting', async ({ parley, ana }) => {
  const { body } = await create(parley, ana, { keyCheck: CHECK }).expect(201);
  const { code } = body.room;
  const a = await parley.connect(ana);
  await a.join(code);
  for (const keyCheck of [OTHER_CHECK, null]) {
    const refused = await change(parley, ana, code, { keyCheck }).expect(400);
    expect(refused.body.error.details).toMatchObject([{ field: 'keyCheck' }]);
  }
  await change(parley, ana, code, { name: 'Another name' }).expect(200);
  await a.ask('meeting:leave', {});
  await change(parley, ana, code, { keyCheck: null }).expect(200);
  a.close();
});

test('a key check of another form is refused', async ({ parley, ana }) => {
  for (const keyCheck of ['', 'short', `${CHECK}A`, `${CHECK.slice(1)}=`]) {
    await create(parley, ana, { keyCheck }).expect(400);
  }
});
