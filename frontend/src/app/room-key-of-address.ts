import { parseRoomCode } from '@parley/shared/room-code';
import { useLayoutEffect } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { roomKeyIn, withoutRoomKey } from '../core/room-key';
import { roomKeys } from '../lib/room-keys';

type Address = Pick<Location, 'pathname' | 'hash'>;

/**
 * Takes the room key out of the address of the document before anything else reads it: the address
 * becomes part of the way to the sign-in page and back, which the server sees.
 */
export function takeRoomKey(): void {
  const { pathname, search, hash } = window.location;
  const rest = take({ pathname, hash });
  if (rest !== hash) window.history.replaceState(history.state, '', `${pathname}${search}${rest}`);
}

/** The same for addresses that the user opens later in this document. */
export function useRoomKeyOfAddress(): void {
  const { pathname, search, hash, state } = useLocation();
  const navigate = useNavigate();
  useLayoutEffect(() => {
    const rest = take({ pathname, hash });
    if (rest !== hash) void navigate({ pathname, search, hash: rest }, { replace: true, state });
  }, [pathname, search, hash, state, navigate]);
}

/** Keeps the key. @returns the fragment without it */
function take({ pathname, hash }: Address): string {
  const rest = withoutRoomKey(hash);
  const code = pathname.startsWith('/r/') ? parseRoomCode(pathname) : null;
  const key = roomKeyIn(hash);
  if (code !== null && key !== null) roomKeys.add(code, key);
  return rest;
}
