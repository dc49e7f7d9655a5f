import { expect, test } from 'vitest';
import { sessionChangedWords } from './session-changed-words';

test('a call that ended with its session shows the reason and the next step', () => {
  expect(sessionChangedWords({ status: 'signed-out', by: 'another-tab' }, true).text).toBe(
    'You signed out in another tab, so this call has ended. Sign in to rejoin.',
  );
  expect(sessionChangedWords({ status: 'signed-out', by: 'server' }, true).text).toBe(
    'Your session on this device was ended, so this call has ended. Sign in to rejoin.',
  );
});

test('the text mentions no call if the user had not joined yet', () => {
  expect(sessionChangedWords({ status: 'signed-out', by: 'another-tab' }, false).text).toBe(
    'You signed out in another tab. Sign in to join.',
  );
});

test('the text names the account that signed in instead', () => {
  const user = { id: 'b'.repeat(24), email: 'ben@example.org', displayName: 'Ben' };
  const { text } = sessionChangedWords({ status: 'signed-in', user, accessToken: 't' }, true);
  expect(text).toContain('Ben signed in in another tab, so this call has ended.');
});
