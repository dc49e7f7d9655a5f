import { createContext, useContext } from 'react';
import type { CallSession } from '../call/session/call-session';
import type { CallSnapshot } from '../call/session/call-snapshot';
import { useValuePart } from './useValue';

export const CallContext = createContext<CallSession | null>(null);

/**
 * Returns the call of the nearest `CallContext`.
 *
 * @throws outside a `CallContext`
 */
export function useCall(): CallSession {
  const call = useContext(CallContext);
  if (call === null) throw new Error('useCall needs a CallContext');
  return call;
}

/** Returns a part of the call's snapshot; renders again only when that part changes. */
export function useCallPart<P>(select: (snapshot: CallSnapshot) => P): P {
  return useValuePart(useCall().snapshot, select);
}
