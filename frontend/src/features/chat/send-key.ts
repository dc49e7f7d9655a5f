import { isImeKey } from '../../lib/ime';

type Key = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'isComposing' | 'keyCode'>;

/** Enter sends; Shift and Enter start a new line; the Enter that ends a composition does neither. */
export const isSendKey = (event: Key): boolean =>
  event.key === 'Enter' && !event.shiftKey && !isImeKey(event);
