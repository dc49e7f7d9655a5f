import { fileURLToPath } from 'node:url';
import manifest from '../package.json' with { type: 'json' };
import { createApp } from './app';
import { ConfigError, configDoubts, readConfig } from './platform/config';
import { connectDatabase } from './platform/database';
import { describeDatabaseProblem } from './platform/database-problem';
import { createLogger } from './platform/logger';
import { createScope } from './platform/scope';
import { loadSecrets } from './platform/secrets';

const HARD_STOP_MS = 10_000;

/** Exit code where what the operator has set is wrong (`EX_CONFIG` of sysexits.h). */
const WRONG_CONFIGURATION = 78;

/** The entry: configuration, database, app, listen; and the same backwards on a signal. */
async function main(): Promise<void> {
  const { config, environment } = readConfig(process.env);
  const logger = createLogger(config.logLevel);
  for (const doubt of configDoubts(environment)) logger.warn(doubt);
  const secrets = loadSecrets(environment);
  const scope = createScope();

  const stop = (code: number, why: string): void => {
    logger.info({ why }, 'stopping');
    // Whatever hangs, the process ends; what was acknowledged is written already.
    setTimeout(() => process.exit(code || 1), HARD_STOP_MS).unref();
    scope.close().then(
      () => process.exit(code),
      (error: unknown) => {
        logger.error({ err: error }, 'could not stop cleanly');
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', () => stop(0, 'SIGTERM'));
  process.once('SIGINT', () => stop(0, 'SIGINT'));
  // A state nobody thought of: note it, drain, and let the supervisor start afresh.
  const fail = (why: string, error: unknown): void => {
    logger.fatal({ err: error }, why);
    stop(1, why);
  };
  process.on('uncaughtException', (error) => fail('uncaught error', error));
  process.on('unhandledRejection', (reason) => fail('unhandled rejection', reason));

  const connection = await connectDatabase(config.databaseUri, logger);
  scope.add(() => connection.close());
  const webDirectory = fileURLToPath(new URL('../../frontend/dist', import.meta.url));
  const app = await createApp({
    config,
    secrets,
    connection,
    logger,
    version: manifest.version,
    webDirectory,
  });
  scope.add(() => app.close());
  const port = await app.listen(config.http.port, config.http.host);
  logger.info({ port }, 'listening');
}

main().catch((error: unknown) => {
  const sentence =
    error instanceof ConfigError
      ? error.message
      : describeDatabaseProblem(readConfig(process.env).config.databaseUri, error);
  process.stderr.write(`${sentence ?? String(error)}\n`);
  process.exit(sentence === undefined ? 1 : WRONG_CONFIGURATION);
});
