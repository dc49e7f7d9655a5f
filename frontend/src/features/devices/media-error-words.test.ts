import { expect, test } from 'vitest';
import { mediaErrorWords } from './media-error-words';

test('a browser that has no devices for any page is said to be the reason, not the address', () => {
  const words = mediaErrorWords('camera and microphone', 'unsupported');
  expect(words).toContain('This browser');
  expect(words).not.toMatch(/https/i);
});
