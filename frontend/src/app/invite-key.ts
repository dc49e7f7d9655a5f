import { useEffect } from 'react';
import { useLocation, useNavigate } from 'react-router';
import type { CallSession } from '../call/session/call-session';
import { type KeyValueStorage, readStored, writeStored } from '../core/browser-storage';
import { createLog } from '../core/log';
import { inviteKeyIn } from '../lib/paths';

const log = createLog('entry');

/** Reads the invite key of the address. The tab keeps it for a reload and a sign-in. */
export function takeInviteKey(code: string, storage = tabStorage()): string | null {
  const name = `invite-key:${code}`;
  const key = inviteKeyIn(window.location.hash);
  if (key === null) return readStored(storage, name);
  writeStored(storage, name, key);
  return key;
}

/**
 * Removes the invite key from the address, so that it does not stay in the history of the browser or
 * in a screenshot.
 */
export function useAddressWithoutKey(): void {
  const { pathname, search, hash, state } = useLocation();
  const navigate = useNavigate();
  useEffect(() => {
    if (inviteKeyIn(hash) !== null) void navigate({ pathname, search }, { replace: true, state });
  }, [pathname, search, hash, state, navigate]);
}

/** Gives the invite key once when the room asks for its password. Returns a function that stops. */
export function giveInviteKey(call: CallSession, key: string | null): () => void {
  let isGiven = false;
  return call.snapshot.subscribe(() => {
    if (isGiven || key === null || call.snapshot.get().entry !== 'password') return;
    isGiven = true;
    call
      .givePassword(key)
      .catch((error: unknown) => log.info('the invite key was refused', { error }));
  });
}

function tabStorage(): KeyValueStorage | undefined {
  try {
    return window.sessionStorage;
  } catch (error) {
    log.debug('session storage is blocked', { error });
    return undefined;
  }
}
