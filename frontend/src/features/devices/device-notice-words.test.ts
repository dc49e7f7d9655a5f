import { expect, test } from 'vitest';
import { deviceNoticeWords } from './device-notice-words';

test('a screen that the system keeps is said with where to allow it', () => {
  const words = deviceNoticeWords({ kind: 'not-shared', reason: 'permission-denied' });
  expect(words).toMatch(/screen/);
  expect(words).toMatch(/settings of the system/);
});

test('a screen that does not start is not said to be used by another program', () => {
  const words = deviceNoticeWords({ kind: 'not-shared', reason: 'in-use' });
  expect(words).toMatch(/could not be shared/);
  expect(words).not.toMatch(/program/);
});
