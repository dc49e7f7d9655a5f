import { createContext } from 'react';
import { createLog } from '../../core/log';
import { createValue } from '../../core/value';

const log = createLog('marks');

const KEY = 'parley:actions-closed';

/** Opens the list of open actions; the call screen makes room for it. */
export const ShowActionsContext = createContext<() => void>(() => undefined);

/**
 * The meeting in which the user has closed the list. It survives a reload of this tab; a list of
 * former meetings would be of no use.
 */
export const closedIn = createValue<string | null>(read());

/** The user has asked for the list, so that it takes the focus. */
export const isAskedFor = createValue(false);

/** Keeps the list closed for this meeting. */
export function closeActions(meetingId: string): void {
  closedIn.set(meetingId);
  write(meetingId);
}

/** Opens the list again. */
export function showActions(): void {
  closedIn.set(null);
  isAskedFor.set(true);
  write(null);
}

function write(meetingId: string | null): void {
  try {
    if (meetingId === null) window.sessionStorage.removeItem(KEY);
    else window.sessionStorage.setItem(KEY, meetingId);
  } catch (error) {
    log.debug('session storage is blocked', { error });
  }
}

function read(): string | null {
  try {
    return window.sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}
