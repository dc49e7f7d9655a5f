/** @typedef {{ passed: number, failed: number }} Count */

/**
 * What matters of vitest's JSON report.
 * @typedef {object} VitestReport
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {{ status: string, assertionResults: unknown[] }[]} testResults one a file
 */

/**
 * What matters of Playwright's JSON report.
 * @typedef {object} PlaywrightReport
 * @property {{ expected: number, unexpected: number, flaky: number }} stats
 * @property {unknown[]} errors outside any test
 */

/**
 * @param {VitestReport | undefined} report undefined if there is none
 * @param {number | null} code exit code
 * @returns {Count}
 */
export function countVitest(report, code) {
  if (!report) return { passed: 0, failed: 1 };
  // A file that cannot be loaded has failed without a single test in it.
  const broken = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  return believeExitCode(report.numPassedTests, report.numFailedTests + broken.length, code);
}

/**
 * @param {PlaywrightReport | undefined} report undefined if there is none
 * @param {number | null} code exit code
 * @returns {Count}
 */
export function countPlaywright(report, code) {
  if (!report) return { passed: 0, failed: 1 };
  const { expected, unexpected, flaky } = report.stats;
  return believeExitCode(expected, unexpected + flaky + report.errors.length, code);
}

/**
 * A runner that ended badly although no test failed (an unhandled rejection, a time-out of the
 * whole) counts as one failure, and so does one that ran nothing.
 * @param {number} passed
 * @param {number} failed
 * @param {number | null} code
 * @returns {Count}
 */
function believeExitCode(passed, failed, code) {
  const isHollow = passed + failed === 0;
  return { passed, failed: failed === 0 && (code !== 0 || isHollow) ? 1 : failed };
}

/**
 * @param {Count[]} counts
 * @returns {Count}
 */
export function sum(counts) {
  return counts.reduce(
    (all, { passed, failed }) => ({ passed: all.passed + passed, failed: all.failed + failed }),
    { passed: 0, failed: 0 },
  );
}
