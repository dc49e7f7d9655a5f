import { expect, test } from 'vitest';
import { selfViewWords } from './self-view-words';

const off = { on: false, pending: false, error: null };
const asking = { ...off, pending: true, opening: 'asking' } as const;

test('the lobby shows for which devices the browser is asking', () => {
  expect(selfViewWords(asking, asking)).toMatch(/asking for permission.*camera and microphone/);
  expect(selfViewWords(asking, off)).toMatch(/asking for permission.*your camera\./);
  expect(selfViewWords(off, asking)).toMatch(/asking for permission.*your microphone\./);
});

test('the lobby shows whether the camera is starting or off', () => {
  expect(selfViewWords({ ...off, pending: true, opening: 'starting' }, off)).toMatch(/Starting/);
  expect(selfViewWords(off, off)).toBe('Your camera is off');
});
