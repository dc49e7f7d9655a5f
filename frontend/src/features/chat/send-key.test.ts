import { expect, test } from 'vitest';
import { isSendKey } from './send-key';

const enter = { key: 'Enter', shiftKey: false, isComposing: false, keyCode: 13 };

test('Enter sends the message', () => {
  expect(isSendKey(enter)).toBe(true);
});

test('Enter that picks a candidate sends nothing: Chromium and Firefox report it while composing', () => {
  expect(isSendKey({ ...enter, isComposing: true })).toBe(false);
  expect(isSendKey({ ...enter, isComposing: true, keyCode: 229 })).toBe(false);
});

test('Enter that picks a candidate sends nothing: Safari reports it after the composition', () => {
  expect(isSendKey({ ...enter, keyCode: 229 })).toBe(false);
});

test('Shift and Enter start a new line, and other keys send nothing', () => {
  expect(isSendKey({ ...enter, shiftKey: true })).toBe(false);
  expect(isSendKey({ ...enter, key: 'a', keyCode: 65 })).toBe(false);
});
