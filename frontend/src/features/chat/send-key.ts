import { isImeKey } from '../../lib/ime';

type Key = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'isComposing' | 'keyCode'>;

/** Whether a key press sends the message: Enter without Shift, but not Enter of an input method. */
export const isSendKey = (event: Key): boolean =>
  event.key === 'Enter' && !event.shiftKey && !isImeKey(event);
