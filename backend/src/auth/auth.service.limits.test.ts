import type { Test } from 'supertest';
import { expect, vi } from 'vitest';
import { parleyTest } from '../platform/testing/parley-test';
import { makeRoom } from '../platform/testing/rest';

const test = parleyTest({ env: { RATE_LIMIT_FACTOR: '1' } });

test('wrong room codes are limited by user, so that codes cannot be guessed', async ({
  parley,
}) => {
  const ana = await parley.register('Ana');
  const ben = await parley.register('Ben');
  const code = await makeRoom(parley, ana);
  for (let attempt = 0; attempt < 10; attempt += 1) {
    await parley.api
      .get(`/api/rooms/guess-${attempt}`)
      .set(...ben.bearer)
      .expect(404);
  }
  await parley.api
    .get(`/api/rooms/${code}`)
    .set(...ben.bearer)
    .expect(429);
  const socket = await parley.connect(ben);
  expect(await socket.send('room:watch', { code })).toMatchObject({
    ok: false,
    error: { code: 'RATE_LIMITED' },
  });
  await parley.api
    .get(`/api/rooms/${code}`)
    .set(...ana.bearer)
    .expect(200);
});

const statuses = async (requests: PromiseLike<{ status: number }>[]) =>
  (await Promise.all(requests)).map(({ status }) => status).toSorted((a, b) => a - b);
const times = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => make(index));

test('parallel requests cannot guess more room codes than serial ones', async ({ parley }) => {
  const ben = await parley.register('Ben');
  const bearer = (request: Test) => request.set(...ben.bearer);
  const { body } = await bearer(parley.api.post('/api/rooms')).send({}).expect(201);
  const read = (code: string) => bearer(parley.api.get(`/api/rooms/${code}`));
  expect(await statuses(times(30, () => read(body.room.code)))).toEqual(Array(30).fill(200));
  const find = vi.spyOn(parley.connection.model('Room'), 'findOne');
  const answers = await statuses(times(50, (index) => read(`guess-at-once-${index}`)));
  expect(answers).toEqual([...Array(10).fill(404), ...Array(40).fill(429)]);
  expect(find).toHaveBeenCalledTimes(10);
});
