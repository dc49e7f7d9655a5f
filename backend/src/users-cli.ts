import { createUsersCommand, UsageError } from './users-command';
import { ConfigError, readConfig } from './platform/config';
import { connectDatabase } from './platform/database';
import { createOperatorLogger } from './platform/logger';
import { createScope } from './platform/scope';
import { loadSecrets } from './platform/secrets';

/** `npm run users`: what the operator does with accounts, also while the server runs. */
async function main(): Promise<void> {
  const { config, environment } = readConfig(process.env);
  const scope = createScope();
  const logger = createOperatorLogger(config.dataDir);
  const connection = await connectDatabase(config.databaseUri, logger);
  scope.add(() => connection.close());
  try {
    const run = createUsersCommand({
      config,
      secrets: loadSecrets(environment),
      connection,
      logger,
      scope,
      print: (line) => process.stdout.write(`${line}\n`),
    });
    await run(process.argv.slice(2));
  } finally {
    await scope.close();
  }
}

main().catch((error: unknown) => {
  const isExpected = error instanceof UsageError || error instanceof ConfigError;
  process.stderr.write(`${isExpected ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
