import { expect, test } from 'vitest';
import { deviceNoticeWords } from './device-notice-words';

test('a screen that the system keeps private gets advice on where to allow the recording', () => {
  const words = deviceNoticeWords({ kind: 'not-shared', reason: 'permission-denied' });
  expect(words).toMatch(/screen/);
  expect(words).toMatch(/settings of the system/);
});

test('a screen that does not start gets no advice about other programs', () => {
  const words = deviceNoticeWords({ kind: 'not-shared', reason: 'in-use' });
  expect(words).toMatch(/could not be shared/);
  expect(words).not.toMatch(/program/);
});
