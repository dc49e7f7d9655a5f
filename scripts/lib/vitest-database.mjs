/**
 * Vitest's global set-up for tests that need a database. It runs once before the first of them, also
 * under a bare `npx vitest`, and passes the database to them as `TEST_MONGODB_URI`.
 */
import { log } from './log.mjs';
import { testEnvironment } from './runners.mjs';
import { useTestDatabase } from './test-database.mjs';
import { startThrowawayDatabase } from './throwaway.mjs';

/**
 * Uses the database that `TEST_MONGODB_URI` names. Otherwise it uses the kept test database of this
 * checkout, or under CI one that ends with the tests.
 * @returns {Promise<(() => Promise<void>) | undefined>} ends what this has started
 */
export async function setup() {
  if (process.env.TEST_MONGODB_URI) return undefined;
  const context = { log, env: testEnvironment(process.env) };
  if (!process.env.CI) {
    process.env.TEST_MONGODB_URI = await useTestDatabase(context);
    return undefined;
  }
  const database = await startThrowawayDatabase(context);
  process.env.TEST_MONGODB_URI = database.uri;
  return database.stop;
}
