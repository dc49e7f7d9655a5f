import { browserStorage, readStored, writeStored } from '../../../core/browser-storage';
import { createValue } from '../../../core/value';
import { useValue } from '../../../hooks/useValue';

const KEY = 'record-events';

const shown = createValue(readStored(browserStorage(), KEY) !== 'off');

/** Whether conversations show events between their lines. This browser remembers it. */
export function useEventsShown(): [isShown: boolean, setShown: (isShown: boolean) => void] {
  return [useValue(shown), setShown];
}

function setShown(isShown: boolean): void {
  shown.set(isShown);
  writeStored(browserStorage(), KEY, isShown ? 'on' : 'off');
}
