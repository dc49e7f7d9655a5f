import { createContext, useContext } from 'react';
import type { CallSession } from '../call/session/call-session';
import type { CallSnapshot } from '../call/session/call-snapshot';
import { useValuePart } from './useValue';

export const CallContext = createContext<CallSession | null>(null);

/** The call that this page is about. */
export function useCall(): CallSession {
  const call = useContext(CallContext);
  if (call === null) throw new Error('useCall needs a CallContext');
  return call;
}

/** A part of the call's snapshot, and a render only when that part changes. */
export function useCallPart<P>(select: (snapshot: CallSnapshot) => P): P {
  return useValuePart(useCall().snapshot, select);
}
