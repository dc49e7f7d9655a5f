/**
 * `npm run fuzz`: the fuzz tests of `npm test` with a million inputs instead of 20,000. It prints the
 * seed, and the shrunk input if an oracle fails.
 */
import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { parseFlags } from './lib/flags.mjs';
import { log, logToStderr } from './lib/log.mjs';
import { runVisibly, testEnvironment } from './lib/runners.mjs';
import { runScript } from './lib/shutdown.mjs';
import { toolPath } from './lib/tools.mjs';

const PARTS = ['schemas', 'wire', 'rest'];
const TESTS = join('backend', 'src', 'platform', 'testing', 'fuzz');

const { count, seed, part } = parseFlags('npm run fuzz', 'Attacks a server with random inputs.', {
  flags: {
    count: { type: 'string', help: 'Number of inputs for all parts together; 1000000 by default.' },
    seed: { type: 'string', help: 'The same seed gives the same inputs; random by default.' },
    part: { type: 'string', help: `Only one part: ${PARTS.join(', ')}.` },
  },
});

const inputs = wholeNumber(count, 1_000_000);
const first = wholeNumber(seed, randomInt(2 ** 31));
if (inputs === null || first === null || (part !== undefined && !PARTS.includes(String(part)))) {
  logToStderr('--count and --seed are whole numbers, --part is one of the parts.');
  process.exit(2);
}

await runScript(async () => {
  log(`${inputs} inputs, seed ${first}`);
  const env = {
    ...testEnvironment(process.env),
    PARLEY_FUZZ_COUNT: String(inputs),
    PARLEY_FUZZ_SEED: String(first),
  };
  const file = part === undefined ? TESTS : join(TESTS, `${String(part)}.test.ts`);
  const args = ['run', '--project', 'backend', '--reporter=verbose', file];
  return (await runVisibly([toolPath('vitest/vitest.mjs'), ...args], env)) ?? 1;
});

/**
 * @param {string | boolean | undefined} text
 * @param {number} otherwise
 * @returns {number | null} null if the text is no whole number
 */
function wholeNumber(text, otherwise) {
  if (text === undefined) return otherwise;
  return /^\d{1,15}$/.test(String(text)) ? Number(text) : null;
}
