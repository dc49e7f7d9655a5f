import { canInstallPackages, installPackages } from './apt.mjs';
import { which } from './processes.mjs';

/**
 * Installs `faketime` if it is missing: some benchmarks run with a slower clock. Without it those
 * benchmarks fail and the others run.
 * @param {{ log: import('./log.mjs').Log, env: NodeJS.ProcessEnv }} context
 * @returns {Promise<void>}
 */
export async function ensureFaketime({ log, env }) {
  if (which('faketime', env) || !canInstallPackages(env)) return;
  log('Installing faketime with apt-get for the benchmarks (once, about 10 s).');
  await installPackages(['faketime'], env).catch((error) => {
    log(`That failed: ${error instanceof Error ? error.message : error}`);
  });
}
