import type { CallError } from '../call/session/call-snapshot';

/** Explains a problem before the join, and that the user need not act. */
export function waitingWords({ code }: CallError): string {
  switch (code) {
    case 'NETWORK':
      return 'The server cannot be reached. Parley goes on trying.';
    case 'TIMEOUT':
      return 'The server takes long to answer. Parley goes on trying.';
    case 'RATE_LIMITED':
      return 'Too many tries. Parley waits a little and goes on by itself.';
    default:
      return 'The server cannot do this right now. Parley goes on trying.';
  }
}
