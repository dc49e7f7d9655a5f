import { createTestApp } from '../../backend/src/platform/testing/test-app';
import { serveUsage } from '../lib/child';

/**
 * Parley as in production, but with limits so high that none applies.
 * Arguments: number of accounts, bcrypt cost.
 */
const count = Number(process.argv[2] ?? 2);
const parley = await createTestApp({
  env: {
    NODE_ENV: 'production',
    RATE_LIMIT_FACTOR: '10000',
    BCRYPT_COST: process.argv[3] ?? '10',
    MESH_LIMIT: '9',
  },
});
const users = [];
for (let index = 0; index < count; index += 1) users.push(await parley.register(`Person ${index}`));
const codes: string[] = [];
for (let index = 0; index < Math.max(1, Math.ceil(count / 9)); index += 1) {
  const owner = users[0];
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
    tokens: users.map(({ accessToken }) => accessToken),
    codes,
    logins: users.map(({ user, password }) => ({ email: user.email, password })),
    userIds: users.map(({ user }) => user.id),
    database: parley.database,
  },
  () => parley.close(),
);
