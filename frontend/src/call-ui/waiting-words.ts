import type { CallError } from '../call/session/call-snapshot';

/** Explains a problem before the join, and that the user need not act. */
export function waitingWords({ code }: CallError): string {
  switch (code) {
    case 'NETWORK':
      return 'The server cannot be reached. Parley keeps trying.';
    case 'TIMEOUT':
      return 'The server takes long to answer. Parley keeps trying.';
    case 'RATE_LIMITED':
      return 'Too many tries. Parley waits a little and then continues by itself.';
    default:
      return 'The server cannot do this right now. Parley keeps trying.';
  }
}
