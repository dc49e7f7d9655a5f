import { build } from './build.mjs';
import { log } from './log.mjs';
import { repoRoot } from './paths.mjs';
import { runCheck, runStep } from './steps.mjs';
import { toolPath } from './tools.mjs';

/** @typedef {import('./results.mjs').Count} Count */

const PROJECTS = ['shared', 'backend', 'frontend', 'scripts', 'e2e', 'bench'];

/** For each static check, the commands that it runs, as arguments for Node. */
const CHECKS = {
  types: PROJECTS.map((name) => [toolPath('typescript/bin/tsc'), '-p', name]),
  lint: [[toolPath('oxlint/bin/oxlint')]],
  format: [[toolPath('@biomejs/biome/bin/biome'), 'check']],
  /** Files, exports and dependencies that nothing uses. */
  unused: [[toolPath('knip/bin/knip.js')]],
};

/** @typedef {keyof typeof CHECKS} CheckName */

/** @type {readonly CheckName[]} */
export const STATIC_CHECKS = ['types', 'lint', 'format', 'unused'];

/**
 * Checks the code without running it.
 * @param {NodeJS.ProcessEnv} env
 * @param {readonly CheckName[]} [names]
 * @returns {Promise<Count[]>}
 */
export async function runStaticChecks(env, names = STATIC_CHECKS) {
  /** @type {Count[]} */
  const counts = [];
  for (const name of names) {
    counts.push(await runCheck(name, CHECKS[name], { cwd: repoRoot, env }));
  }
  return counts;
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Count>}
 */
export function runBuild(env) {
  return runStep('build', async () => {
    await build({ log, env });
    return { passed: 1, failed: 0 };
  });
}
