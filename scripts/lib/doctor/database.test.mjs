import { expect, test } from 'vitest';
import { checkDatabase } from './database.mjs';

test('before the packages are installed the database is left out, and the rest is examined', async () => {
  const env = { MONGODB_URI: 'mongodb://127.0.0.1:27017/parley' };
  const { finding } = await checkDatabase({ origin: 'http://localhost:3000', env }, false, () => {
    throw Object.assign(new Error("Cannot find module 'mongoose'"), { code: 'MODULE_NOT_FOUND' });
  });
  expect(finding).toMatchObject({
    status: 'skipped',
    detail: expect.stringContaining('`npm start`'),
  });
});
