import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { log } from './log.mjs';
import { repoRoot } from './paths.mjs';
import { runCheck, runStep } from './steps.mjs';
import { toolPath } from './tools.mjs';

/** @typedef {import('./results.mjs').Count} Count */

/**
 * Type check, lint, format check, and that nothing is left over: files, exports, dependencies.
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Count[]>}
 */
export async function runStaticChecks(env) {
  const options = { cwd: repoRoot, env };
  const projects = ['shared', 'backend', 'frontend', 'scripts', 'e2e'];
  if (existsSync(join(repoRoot, 'bench', 'tsconfig.json'))) projects.push('bench');
  const typeChecks = projects.map((name) => [toolPath('typescript/bin/tsc'), '-p', name]);
  return [
    await runCheck('types', typeChecks, options),
    await runCheck('lint', [[toolPath('oxlint/bin/oxlint')]], options),
    await runCheck('format', [[toolPath('@biomejs/biome/bin/biome'), 'format']], options),
    await runCheck('unused', [[toolPath('knip/bin/knip.js')]], options),
  ];
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
