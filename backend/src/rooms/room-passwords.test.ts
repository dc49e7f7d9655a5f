import { expect } from 'vitest';
import { makeRoom } from '../platform/testing/rest';
import { parleyTest } from '../platform/testing/parley-test';
import { joinInput } from '../platform/testing/test-app';

const test = parleyTest({ env: { RATE_LIMIT_FACTOR: '1' } });

test('a room password is asked once, and a new one is asked again', async ({
  parley,
  ana,
  ben,
}) => {
  const code = await makeRoom(parley, ana, {});
  const change = (body: object) =>
    parley.api
      .patch(`/api/rooms/${code}`)
      .set(...ana.bearer)
      .send(body);
  const { body } = await change({ password: 'tulip' }).expect(200);
  expect(body.room).toMatchObject({ hasPassword: true });
  expect(body.room.inviteKey).toBeUndefined();
  const [a, b] = [await parley.connect(ana), await parley.connect(ben)];
  // The owner is never asked.
  await a.join(code);
  expect((await b.ask('room:watch', { code })).entry).toBe('password');
  const refused = { error: { code: 'ROOM_PASSWORD_REQUIRED' } };
  expect(await b.send('meeting:join', joinInput(code))).toMatchObject(refused);
  expect(await b.send('room:give-password', { code, password: 'rose' })).toMatchObject({
    error: { code: 'WRONG_PASSWORD' },
  });
  await b.ask('room:give-password', { code, password: 'tulip' });
  await b.join(code);
  await b.ask('meeting:leave', {});
  const again = await parley.connect(ben);
  await again.join(code);
  await again.ask('meeting:leave', {});

  await change({ password: 'crocus' }).expect(200);
  expect(await again.send('meeting:join', joinInput(code))).toMatchObject(refused);
  await change({ password: null }).expect(200);
  await again.join(code);
  for (const socket of [a, b, again]) socket.close();
});

test('the key of an invite link stands for the password only while the owner wants it', async ({
  parley,
  ana,
  ben,
}) => {
  const code = await makeRoom(parley, ana, {});
  const change = async (body: object) => {
    const answer = await parley.api
      .patch(`/api/rooms/${code}`)
      .set(...ana.bearer)
      .send(body)
      .expect(200);
    return answer.body.room.inviteKey as string | undefined;
  };
  const key = await change({ password: 'tulip', isPasswordInLink: true });
  expect(key).toMatch(/^[\w-]{22}$/);
  expect(await change({ isPasswordInLink: false })).toBeUndefined();
  const b = await parley.connect(ben);
  expect(await b.send('room:give-password', { code, password: key ?? '' })).toMatchObject({
    error: { code: 'WRONG_PASSWORD' },
  });
  expect(await change({ isPasswordInLink: true })).toBe(key);
  await b.ask('room:give-password', { code, password: key ?? '' });
  await b.join(code);
  // A stranger sees neither the key nor that there is a password.
  const { body } = await parley.api.get(`/api/rooms/${code}`).set(...ben.bearer);
  expect(body.room).not.toHaveProperty('hasPassword');
  expect(body.room).not.toHaveProperty('inviteKey');
  b.close();
});

test('wrong room passwords are limited by person', async ({ parley, ana }) => {
  const code = await makeRoom(parley, ana, {});
  await parley.api
    .patch(`/api/rooms/${code}`)
    .set(...ana.bearer)
    .send({ password: 'tulip' })
    .expect(200);
  const eve = await parley.connect(await parley.register('Eve'));
  const codes: (string | undefined)[] = [];
  for (let attempt = 0; attempt < 9; attempt += 1) {
    const answer = await eve.send('room:give-password', { code, password: `guess ${attempt}` });
    codes.push(answer.ok ? undefined : answer.error.code);
  }
  expect(codes.slice(0, 8)).toEqual(Array(8).fill('WRONG_PASSWORD'));
  expect(codes[8]).toBe('RATE_LIMITED');
  // The right one is refused as well.
  expect(await eve.send('room:give-password', { code, password: 'tulip' })).toMatchObject({
    error: { code: 'RATE_LIMITED' },
  });
  eve.close();
});
