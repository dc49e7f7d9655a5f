/**
 * Result of a step. `skipped` contains the reason of each skipped test.
 * @typedef {{ passed: number, failed: number, skipped?: string[] }} Count
 */

/**
 * The used part of vitest's JSON report.
 * @typedef {object} VitestReport
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {number} [numPendingTests]
 * @property {number} [numTodoTests]
 * @property {{ status: string, assertionResults: unknown[] }[]} testResults one for each file
 */

/**
 * The used part of Playwright's JSON report.
 * @typedef {object} PlaywrightReport
 * @property {{ expected: number, unexpected: number, flaky: number }} stats
 * @property {unknown[]} errors outside any test
 * @property {PlaywrightSuite[]} [suites]
 */

/**
 * @typedef {object} PlaywrightSuite
 * @property {PlaywrightSuite[]} [suites]
 * @property {{ tests: PlaywrightTest[] }[]} [specs]
 */

/**
 * @typedef {object} PlaywrightTest
 * @property {string} status
 * @property {{ type: string, description?: string }[]} annotations
 */

const NO_REASON = 'without a reason';

/**
 * @param {VitestReport | undefined} report undefined if vitest wrote none
 * @param {number | null} code exit code
 * @returns {Count}
 */
export function countVitest(report, code) {
  if (!report) return { passed: 0, failed: 1 };
  // A file that cannot be loaded has failed without containing a test.
  const broken = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  const left = (report.numPendingTests ?? 0) + (report.numTodoTests ?? 0);
  return {
    ...includeExitCode(report.numPassedTests, report.numFailedTests + broken.length, code),
    skipped: Array.from({ length: left }, () => NO_REASON),
  };
}

/**
 * @param {PlaywrightReport | undefined} report undefined if Playwright wrote none
 * @param {number | null} code exit code
 * @returns {Count}
 */
export function countPlaywright(report, code) {
  if (!report) return { passed: 0, failed: 1 };
  const { expected, unexpected, flaky } = report.stats;
  return {
    ...includeExitCode(expected, unexpected + flaky + report.errors.length, code),
    skipped: (report.suites ?? []).flatMap(skippedIn),
  };
}

/**
 * @param {PlaywrightSuite} suite
 * @returns {string[]} reasons
 */
function skippedIn({ suites = [], specs = [] }) {
  const own = specs
    .flatMap(({ tests }) => tests)
    .filter(({ status }) => status === 'skipped')
    .map(({ annotations }) => annotations.find(({ type }) => type === 'skip')?.description);
  return [...own.map((reason) => reason || NO_REASON), ...suites.flatMap(skippedIn)];
}

/**
 * Counts one failure for a runner that exited with an error although no test failed (an unhandled
 * rejection, a timeout of the whole run), and for a runner that ran no test.
 * @param {number} passed
 * @param {number} failed
 * @param {number | null} code
 * @returns {Count}
 */
function includeExitCode(passed, failed, code) {
  const ranNothing = passed + failed === 0;
  return { passed, failed: failed === 0 && (code !== 0 || ranNothing) ? 1 : failed };
}

/**
 * @param {Count[]} counts
 * @returns {Required<Count>}
 */
export function sum(counts) {
  return {
    passed: counts.reduce((all, { passed }) => all + passed, 0),
    failed: counts.reduce((all, { failed }) => all + failed, 0),
    skipped: counts.flatMap(({ skipped = [] }) => skipped),
  };
}

/**
 * @param {Required<Count>} count
 * @param {string[]} [unavailable] the only reasons that excuse a skipped test; without it every
 *   reason does
 * @returns {Required<Count>} also counts inexcusably skipped tests as failed
 */
export function judgeSkipped(count, unavailable) {
  if (!unavailable) return count;
  const unexcused = count.skipped.filter((reason) => !unavailable.includes(reason));
  return { ...count, failed: count.failed + unexcused.length };
}

/**
 * @param {Count} count
 * @returns {string} such as `3 passed, 0 failed, 2 skipped (2: the program nft does not run here)`
 */
export function describeCount({ passed, failed, skipped = [] }) {
  const line = `${passed} passed, ${failed} failed`;
  if (skipped.length === 0) return line;
  const reasons = [...new Set(skipped)].map(
    (reason) => `${skipped.filter((one) => one === reason).length}: ${reason}`,
  );
  return `${line}, ${skipped.length} skipped (${reasons.join('; ')})`;
}
