import { expect, test } from 'vitest';
import { countPlaywright, countVitest, sum } from './results.mjs';

const file = { status: 'passed', assertionResults: [{}] };

test('results of all runners and checks add up', () => {
  expect(
    sum([
      { passed: 2, failed: 0 },
      { passed: 0, failed: 1 },
    ]),
  ).toEqual({ passed: 2, failed: 1 });
});

test('a test file that cannot be loaded counts as a failure', () => {
  const broken = { status: 'failed', assertionResults: [] };
  const report = { numPassedTests: 3, numFailedTests: 0, testResults: [file, broken] };
  expect(countVitest(report, 1)).toEqual({ passed: 3, failed: 1 });
});

test('a runner that ends badly without a failed test counts as a failure', () => {
  const report = { numPassedTests: 3, numFailedTests: 0, testResults: [file] };
  expect(countVitest(report, 1)).toEqual({ passed: 3, failed: 1 });
  expect(countVitest(report, null)).toEqual({ passed: 3, failed: 1 });
  expect(countVitest(undefined, 0)).toEqual({ passed: 0, failed: 1 });
  expect(countPlaywright(undefined, 0)).toEqual({ passed: 0, failed: 1 });
});

test('a runner that ran nothing counts as a failure, whatever it says', () => {
  const report = { numPassedTests: 0, numFailedTests: 0, testResults: [] };
  expect(countVitest(report, 0)).toEqual({ passed: 0, failed: 1 });
  const stats = { expected: 0, unexpected: 0, flaky: 0 };
  expect(countPlaywright({ stats, errors: [] }, 0)).toEqual({ passed: 0, failed: 1 });
});

test('a browser test that passes only sometimes has failed', () => {
  const stats = { expected: 5, unexpected: 1, flaky: 1 };
  expect(countPlaywright({ stats, errors: [] }, 1)).toEqual({ passed: 5, failed: 2 });
});
