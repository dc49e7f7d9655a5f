import { fileURLToPath } from 'node:url';
import manifest from '../package.json' with { type: 'json' };
import { createApp } from './app';
import { ConfigError, configDoubts, readConfig } from './platform/config';
import { connectDatabase } from './platform/database';
import { describeDatabaseProblem } from './platform/database-problem';
import { createLogger } from './platform/logger';
import { createScope } from './platform/scope';
import { createMetrics } from './platform/metrics';
import { serveMetrics } from './platform/metrics-server';
import { loadSecrets } from './platform/secrets';

const HARD_STOP_MS = 10_000;

/** Exit code for a wrong configuration (`EX_CONFIG` in sysexits.h). */
const WRONG_CONFIGURATION = 78;

/**
 * Starts the server: configuration, database, app, listen. A signal undoes it in reverse order, after
 * the clients have been moved off in waves.
 */
async function main(): Promise<void> {
  const { config, environment } = readConfig(process.env);
  const logger = createLogger(config.logLevel);
  for (const doubt of configDoubts(environment)) logger.warn(doubt);
  const secrets = loadSecrets(environment);
  const scope = createScope();
  /** Whether the process has failed, so that it must not go on for the sake of the clients. */
  let hasFailed = false;

  const stop = (code: number, why: string): void => {
    logger.info({ why }, 'stopping');
    // Ends the process even if something hangs. Everything that was acked is in the database.
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
  // The state of the process is unknown: log it, stop, and let the supervisor start a new one.
  const fail = (why: string, error: unknown): void => {
    hasFailed = true;
    logger.fatal({ err: error }, why);
    stop(1, why);
  };
  process.on('uncaughtException', (error) => fail('uncaught error', error));
  process.on('unhandledRejection', (reason) => fail('unhandled rejection', reason));

  const metrics = createMetrics(config.metrics !== undefined);
  const connection = await connectDatabase(config.databaseUri, logger, metrics.databaseUsed);
  scope.add(() => connection.close());
  const webDirectory = fileURLToPath(new URL('../../frontend/dist', import.meta.url));
  const app = await createApp({
    config,
    secrets,
    connection,
    logger,
    metrics,
    version: manifest.version,
    webDirectory,
  });
  if (config.metrics !== undefined) {
    const served = await serveMetrics(metrics.registry, config.metrics);
    scope.add(served.close);
    logger.info({ port: served.port }, 'serving metrics');
  }
  scope.add(() => app.close());
  scope.add(() => (hasFailed ? undefined : app.moveOff()));
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
