// @vitest-environment jsdom
import { afterEach, expect, test } from 'vitest';
import { kindOfPress } from './mark-keys';

afterEach(() => document.body.replaceChildren());

/** The kind that a press sets while an element of this markup has the focus. */
function press(init: KeyboardEventInit, markup = '<p></p>') {
  document.body.innerHTML = markup;
  const target = document.querySelector('[data-target]') ?? document.body.firstElementChild;
  let kind: ReturnType<typeof kindOfPress>;
  const listener = (event: KeyboardEvent): void => {
    kind = kindOfPress(event);
  };
  document.body.addEventListener('keydown', listener, { once: true });
  target?.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, ...init }));
  return kind;
}

test('M, D and A stand for moment, decision and action, also with Caps Lock', () => {
  expect(press({ key: 'm', code: 'KeyM' })).toBe('moment');
  expect(press({ key: 'D', code: 'KeyD' })).toBe('decision');
  expect(press({ key: 'a', code: 'KeyA' })).toBe('action');
  expect(press({ key: 'x', code: 'KeyX' })).toBeUndefined();
});

test('on a Latin keyboard the letter counts, on others the place of the key', () => {
  // AZERTY has A where QWERTY has Q.
  expect(press({ key: 'a', code: 'KeyQ' })).toBe('action');
  expect(press({ key: 'q', code: 'KeyA' })).toBeUndefined();
  expect(press({ key: 'ь', code: 'KeyM' })).toBe('moment');
});

test('modifiers, held keys and input methods mark nothing', () => {
  for (const change of [
    { ctrlKey: true },
    { metaKey: true },
    { altKey: true },
    { shiftKey: true },
    { repeat: true },
    { isComposing: true },
  ]) {
    expect(press({ key: 'd', code: 'KeyD', ...change })).toBeUndefined();
  }
});

test('letters belong to fields, menus, lists and dialogs that have the focus', () => {
  for (const markup of [
    '<input>',
    '<textarea></textarea>',
    '<select></select>',
    '<div contenteditable="true"></div>',
    '<ul role="menu"><li data-target></li></ul>',
    '<ul role="listbox"><li data-target></li></ul>',
    '<div role="dialog"><button data-target></button></div>',
  ]) {
    expect(press({ key: 'd', code: 'KeyD' }, markup), markup).toBeUndefined();
  }
  expect(press({ key: 'd', code: 'KeyD' }, '<button></button>')).toBe('decision');
});
