import { canInstallPackages, installPackages } from './apt.mjs';
import { which } from './processes.mjs';

/** Reason with which `backend/src/api-docs.test.ts` skips the commands of docs/api.md. */
export const NO_API_TOOLS = 'needs curl and jq';

const PROGRAMS = ['curl', 'jq'];

/**
 * Finds or installs the programs that the commands of docs/api.md use. Their Debian packages have
 * the same names.
 * @param {{ log: import('./log.mjs').Log, env: NodeJS.ProcessEnv }} context
 * @returns {Promise<boolean>} whether all of them are there
 */
export async function ensureApiTools({ log, env }) {
  const missing = () => PROGRAMS.filter((program) => !which(program, env));
  if (missing().length > 0 && canInstallPackages(env)) {
    log(`Installing ${missing().join(' and ')} with apt-get for the commands of docs/api.md.`);
    await installPackages(missing(), env).catch((error) => {
      log(`That failed: ${error instanceof Error ? error.message : error}`);
    });
  }
  return missing().length === 0;
}
