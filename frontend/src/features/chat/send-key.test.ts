import { expect, test } from 'vitest';
import { isSendKey } from './send-key';

const enter = { key: 'Enter', shiftKey: false, isComposing: false, keyCode: 13 };

test('Enter sends the message', () => {
  expect(isSendKey(enter)).toBe(true);
});

test('Enter that confirms a composition sends nothing in Chromium and Firefox, which report isComposing', () => {
  expect(isSendKey({ ...enter, isComposing: true })).toBe(false);
  expect(isSendKey({ ...enter, isComposing: true, keyCode: 229 })).toBe(false);
});

test('Enter that confirms a composition sends nothing in Safari, which reports key code 229', () => {
  expect(isSendKey({ ...enter, keyCode: 229 })).toBe(false);
});

test('Shift+Enter and other keys send nothing', () => {
  expect(isSendKey({ ...enter, shiftKey: true })).toBe(false);
  expect(isSendKey({ ...enter, key: 'a', keyCode: 65 })).toBe(false);
});
