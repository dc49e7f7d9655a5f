import { expect, test } from 'vitest';
import { NEEDS_ROOT, noProgram } from './network-means.mjs';
import { countPlaywright, countVitest, describeCount, judgeSkipped, sum } from './results.mjs';

const file = { status: 'passed', assertionResults: [{}] };

test('the results of all steps add up', () => {
  expect(
    sum([
      { passed: 2, failed: 0 },
      { passed: 0, failed: 1 },
    ]),
  ).toEqual({ passed: 2, failed: 1, skipped: [] });
});

test('a test file that cannot be loaded counts as a failure', () => {
  const broken = { status: 'failed', assertionResults: [] };
  const report = { numPassedTests: 3, numFailedTests: 0, testResults: [file, broken] };
  expect(countVitest(report, 1)).toMatchObject({ passed: 3, failed: 1 });
});

test('a runner that exits with an error without a failed test counts as a failure', () => {
  const report = { numPassedTests: 3, numFailedTests: 0, testResults: [file] };
  expect(countVitest(report, 1)).toMatchObject({ passed: 3, failed: 1 });
  expect(countVitest(report, null)).toMatchObject({ passed: 3, failed: 1 });
  expect(countVitest(undefined, 0)).toMatchObject({ passed: 0, failed: 1 });
  expect(countPlaywright(undefined, 0)).toMatchObject({ passed: 0, failed: 1 });
});

test('a runner that ran no test counts as a failure, whatever its exit code', () => {
  const report = { numPassedTests: 0, numFailedTests: 0, testResults: [] };
  expect(countVitest(report, 0)).toMatchObject({ passed: 0, failed: 1 });
  const stats = { expected: 0, unexpected: 0, flaky: 0 };
  expect(countPlaywright({ stats, errors: [] }, 0)).toMatchObject({ passed: 0, failed: 1 });
});

test('a flaky browser test has failed', () => {
  const stats = { expected: 5, unexpected: 1, flaky: 1 };
  expect(countPlaywright({ stats, errors: [] }, 1)).toMatchObject({ passed: 5, failed: 2 });
});

const NO_NFT = noProgram('nft');

test('the result contains the number of skipped tests and their reasons', () => {
  const skipped = { status: 'skipped', annotations: [{ type: 'skip', description: NO_NFT }] };
  const run = { status: 'expected', annotations: [] };
  const stats = { expected: 1, unexpected: 0, flaky: 0 };
  const suites = [
    {
      specs: [{ tests: [run] }, { tests: [skipped] }],
      suites: [{ specs: [{ tests: [skipped] }] }],
    },
  ];
  const browser = countPlaywright({ stats, errors: [], suites }, 0);
  expect(browser).toEqual({ passed: 1, failed: 0, skipped: [NO_NFT, NO_NFT] });
  const left = { numPendingTests: 1, numTodoTests: 0, testResults: [file] };
  const unit = countVitest({ numPassedTests: 3, numFailedTests: 0, ...left }, 0);
  expect(describeCount(sum([browser, unit]))).toBe(
    `4 passed, 0 failed, 3 skipped (2: ${NO_NFT}; 1: without a reason)`,
  );
  expect(describeCount({ passed: 4, failed: 0 })).toBe('4 passed, 0 failed');
});

test('under CI a skipped test has failed unless the machine cannot provide what it needs', () => {
  const count = { passed: 9, failed: 0, skipped: [NO_NFT, NEEDS_ROOT] };
  const failures = (/** @type {string[]} */ ...unavailable) =>
    judgeSkipped(count, unavailable).failed;
  expect(judgeSkipped(count).failed).toBe(0);
  expect(failures()).toBe(2);
  expect(failures(noProgram('nf'))).toBe(2);
  expect(failures(NO_NFT)).toBe(1);
  expect(failures(NO_NFT, NEEDS_ROOT)).toBe(0);
});
