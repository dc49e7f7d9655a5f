/**
 * Whether an input method handles this key press, so that the page must ignore it.
 *
 * UI Events says that keys pressed during a composition carry `isComposing`. Safari ends the
 * composition first and only then reports the key, with `isComposing: false`; the key code 229 is
 * then the only sign (UI Events, section on legacy key codes).
 */
export const isImeKey = ({
  isComposing,
  keyCode,
}: Pick<KeyboardEvent, 'isComposing' | 'keyCode'>): boolean => isComposing || keyCode === 229;
