import { UserError } from './log.mjs';
import { run, which } from './processes.mjs';

/**
 * Finds a browser that runs: the one that a variable names, otherwise the first on the PATH.
 * @param {string} variable such as `CHROMIUM_PATH`
 * @param {readonly string[]} names of programs, in order of preference
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string | undefined>} path of the program, if there is one
 * @throws {UserError} if the variable names a program that does not run
 */
export async function findBrowser(variable, names, env) {
  const chosen = env[variable];
  if (chosen) {
    if (await runs(chosen)) return chosen;
    throw new UserError(`${variable} is ${chosen}, which does not run.`);
  }
  for (const name of names) {
    const path = which(name, env);
    // Ubuntu's `chromium` may be a script that only explains how to install it.
    if (path && (await runs(path))) return path;
  }
  return undefined;
}

/** @param {string} path */
async function runs(path) {
  return (await run(path, ['--version'])).code === 0;
}
