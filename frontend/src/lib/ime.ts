/**
 * Whether an input method handles this key press, so that the page must ignore it.
 *
 * A key event during a composition has `isComposing: true` (UI Events). Safari ends the composition
 * before it reports the key, with `isComposing: false`. Only the key code 229 identifies such an
 * event (UI Events, section on legacy key codes).
 */
export const isImeKey = ({
  isComposing,
  keyCode,
}: Pick<KeyboardEvent, 'isComposing' | 'keyCode'>): boolean => isComposing || keyCode === 229;
