import { expect, test } from 'vitest';
import { checkDatabase } from './database.mjs';

test('the database check is skipped while the packages are not installed', async () => {
  const env = { MONGODB_URI: 'mongodb://127.0.0.1:27017/parley' };
  const { finding } = await checkDatabase({ origin: 'http://localhost:3000', env }, false, () => {
    throw Object.assign(new Error("Cannot find module 'mongoose'"), { code: 'MODULE_NOT_FOUND' });
  });
  expect(finding).toMatchObject({
    status: 'skipped',
    detail: expect.stringContaining('`npm start`'),
  });
});
