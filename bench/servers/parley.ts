import { createTestApp } from '../../backend/src/platform/testing/test-app';
import { serveUsage } from '../lib/child';

/** Parley as it is, with limits so wide that none is met. Arguments: accounts to make, bcrypt cost. */
const count = Number(process.argv[2] ?? 2);
const parley = await createTestApp({
  env: { RATE_LIMIT_FACTOR: '10000', BCRYPT_COST: process.argv[3] ?? '10', MESH_LIMIT: '9' },
});
const people = [];
for (let index = 0; index < count; index += 1)
  people.push(await parley.register(`Person ${index}`));
const codes: string[] = [];
for (let index = 0; index < Math.max(1, Math.ceil(count / 9)); index += 1) {
  const owner = people[0];
  if (owner === undefined) break;
  const { body } = await parley.api
    .post('/api/rooms')
    .set(...owner.bearer)
    .send({ capacity: 9 });
  codes.push((body as { room: { code: string } }).room.code);
}
serveUsage(
  {
    url: parley.url,
    tokens: people.map(({ accessToken }) => accessToken),
    codes,
    logins: people.map(({ user, password }) => ({ email: user.email, password })),
    userIds: people.map(({ user }) => user.id),
    database: parley.database,
  },
  () => parley.close(),
);
