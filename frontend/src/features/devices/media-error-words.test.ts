import { expect, test } from 'vitest';
import { mediaErrorWords } from './media-error-words';

test('a browser without an API for devices is named as the reason, and HTTPS is not', () => {
  const words = mediaErrorWords('camera and microphone', 'unsupported');
  expect(words).toContain('This browser');
  expect(words).not.toMatch(/https/i);
});
