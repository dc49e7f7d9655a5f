import { basename } from 'node:path';
import { describeError, log, secondsSince } from './log.mjs';
import { describeCount, judgeSkipped, sum } from './results.mjs';
import { run } from './processes.mjs';

/** @typedef {import('./results.mjs').Count} Count */

/**
 * Runs one step and prints its result and duration. A step that throws has failed.
 * @param {string} name
 * @param {() => Promise<Count>} task
 * @returns {Promise<Count>}
 */
export async function runStep(name, task) {
  const startedAt = performance.now();
  /** @type {Count} */
  const count = await task().catch((error) => {
    log(describeError(error));
    return { passed: 0, failed: 1 };
  });
  const numbers = `${describeCount(count)}, ${secondsSince(startedAt)}`;
  log(`${count.failed === 0 ? '✓' : '✗'} ${name} (${numbers})`);
  return count;
}

/**
 * A step that counts as one check: it passes if all commands succeed, and prints the output of those
 * that fail.
 * @param {string} name
 * @param {string[][]} commands arguments for Node; two commands run at a time
 * @param {import('node:child_process').SpawnOptions} options
 * @returns {Promise<Count>}
 */
export function runCheck(name, commands, options) {
  return runStep(name, async () => {
    const rest = [...commands];
    let isGood = true;
    const worker = async () => {
      for (let args = rest.shift(); args; args = rest.shift()) {
        const { code, output } = await run(process.execPath, args, options);
        if (code === 0) continue;
        isGood = false;
        const command = [basename(args[0] ?? ''), ...args.slice(1)].join(' ');
        log(`${name}: \`${command}\` ended with ${code}:\n${output.trim()}`);
      }
    };
    await Promise.all([worker(), worker()]);
    return isGood ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  });
}

/**
 * Prints the last line of a run.
 * @param {Count[]} counts
 * @param {string[]} [unavailable] the only reasons that excuse a skipped test; without it every
 *   reason does
 * @returns {number} exit code
 */
export function conclude(counts, unavailable) {
  const count = judgeSkipped(sum(counts), unavailable);
  log(describeCount(count));
  return count.failed === 0 ? 0 : 1;
}
