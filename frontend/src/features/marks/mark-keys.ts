import type { MarkKind } from '@parley/shared/marks';
import { browserStorage, readStored, writeStored } from '../../core/browser-storage';
import { createValue, type ReadonlyValue } from '../../core/value';
import { isImeKey } from '../../lib/ime';

/** The key of each kind of mark. */
export const KEY_OF_KIND: Record<MarkKind, string> = { moment: 'M', decision: 'D', action: 'A' };

const KIND_OF_KEY: Readonly<Record<string, MarkKind>> = {
  m: 'moment',
  d: 'decision',
  a: 'action',
};

/** Elements that use letters themselves: fields take text, menus and lists jump to an item. */
const USES_LETTERS =
  'input, textarea, select, [contenteditable], [role="textbox"], [role="combobox"], [role="listbox"], [role="menu"], [role="dialog"], [role="alertdialog"]';

/** The kind of mark that a key press sets; undefined for all other presses. */
export function kindOfPress(event: KeyboardEvent): MarkKind | undefined {
  const { target, key, code } = event;
  if (event.defaultPrevented || event.repeat || isImeKey(event)) return undefined;
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return undefined;
  if (target instanceof Element && target.closest(USES_LETTERS) !== null) return undefined;
  // Keyboards of other scripts, such as Cyrillic, have no Latin letter on these keys.
  const letter = /^[^\x00-\x7f]$/.test(key) ? code.replace('Key', '') : key;
  return KIND_OF_KEY[letter.toLowerCase()];
}

const STORED = 'mark-keys';
const areOn = createValue(readStored(browserStorage(), STORED) !== 'off');

/**
 * Whether M, D and A mark the latest line. A user can turn that off: speech input and stray presses
 * would mark lines (WCAG 2.2, 2.1.4).
 */
export const markKeysAreOn: ReadonlyValue<boolean> = areOn;

export function setMarkKeys(isOn: boolean): void {
  areOn.set(isOn);
  writeStored(browserStorage(), STORED, isOn ? 'on' : 'off');
}
