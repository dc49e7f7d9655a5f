import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repoRoot } from './paths.mjs';
import { startNode } from './processes.mjs';
import { countPlaywright, countVitest } from './results.mjs';
import { runStep } from './steps.mjs';
import { toolPath } from './tools.mjs';

/** @typedef {import('./results.mjs').Count} Count */

/** @returns {string[]} names of the variables that configure a server */
function serverVariables() {
  const example = readFileSync(join(repoRoot, '.env.example'), 'utf8');
  return [...example.matchAll(/^#? ?([A-Z_]+)=/gm)].map(([, name = '']) => name);
}

/**
 * Removes the variables with which a user configures their own server: tests ignore them.
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv} the environment for tests
 */
export function testEnvironment(env) {
  const personal = serverVariables();
  return Object.fromEntries(Object.entries(env).filter(([name]) => !personal.includes(name)));
}

/**
 * Runs unit and integration tests.
 * @param {NodeJS.ProcessEnv} env
 * @param {readonly string[]} [args] for vitest, such as test files; all tests by default
 * @returns {Promise<Count>}
 */
export function runVitest(env, args = []) {
  return runStep('unit and integration tests', async () => {
    const vitest = toolPath('vitest/vitest.mjs');
    return withReport(async (file) => {
      const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
      const code = await runVisibly([vitest, 'run', ...reporters, ...args], env);
      return countVitest(readReport(file), code);
    });
  });
}

/**
 * Runs browser tests.
 * @param {NodeJS.ProcessEnv} env
 * @param {readonly string[]} [args] for Playwright, such as test files; all tests but the long ones
 *   by default
 * @returns {Promise<Count>}
 */
export function runPlaywright(env, args = []) {
  return runStep('browser tests', async () => {
    const playwright = toolPath('@playwright/test/cli.js');
    const config = join('e2e', 'playwright.config.ts');
    return withReport(async (file) => {
      const project = args.some((arg) => arg.startsWith('--project')) ? [] : ['--project=main'];
      const reporting = ['--reporter=list,json', '--retries=0'];
      const code = await runVisibly(
        [playwright, 'test', '-c', config, ...reporting, ...project, ...args],
        { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: file },
      );
      return countPlaywright(readReport(file), code);
    });
  });
}

/**
 * Runs a Node program in the checkout with its output on the terminal.
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number | null>} exit code
 */
export async function runVisibly(args, env) {
  const stdio = /** @type {import('node:child_process').StdioOptions} */ ([
    'pipe',
    'inherit',
    'inherit',
  ]);
  const { code } = await startNode(args, { cwd: repoRoot, env, stdio }).exited;
  return code;
}

/**
 * @template T
 * @param {(file: string) => Promise<T>} task receives the path for its report
 * @returns {Promise<T>}
 */
async function withReport(task) {
  const dir = mkdtempSync(join(tmpdir(), 'parley-report-'));
  try {
    return await task(join(dir, 'report.json'));
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** @param {string} file */
function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
