import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDatabase } from './database.mjs';

/**
 * Starts a database for tests in a temporary folder, which `stop` removes. `TEST_MONGODB_URI` names a
 * running database to use instead. `MONGODB_URI` is never used: it contains real data.
 * @param {{ log: import('./log.mjs').Log, env: NodeJS.ProcessEnv }} context
 * @returns {Promise<import('./database-provider.mjs').Database>}
 */
export async function startThrowawayDatabase({ log, env }) {
  const dataDir = mkdtempSync(join(tmpdir(), 'parley-test-'));
  const remove = () => rmSync(dataDir, { recursive: true, force: true });
  try {
    const database = await startDatabase({
      dataDir,
      log,
      env: { ...env, MONGODB_URI: env.TEST_MONGODB_URI },
      throwaway: true,
    });
    return {
      ...database,
      stop: async () => {
        await database.stop();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}
