import type { CallSession } from '../../call/session/call-session';

const compared = new WeakSet<CallSession>();

/** The user has opened a safety code, and so relies on it. */
export function noteComparison(call: CallSession): void {
  compared.add(call);
}

/** Returns once whether the user relies on a safety code of this call, which no longer holds. */
export const takeComparison = (call: CallSession): boolean => compared.delete(call);
