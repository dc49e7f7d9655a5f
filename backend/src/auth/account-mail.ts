import type { NoticedEvent } from '../platform/security-log';

/**
 * The emails of an account. All return at once; the mail domain sends them later. Links contain a
 * token in the fragment of the URL, which browsers send to no server.
 */
export interface AccountMails {
  /** Completes a registration. */
  registration(to: string, token: string, expiresAt: Date): void;
  /** Somebody wants to register with an address that has an account. */
  alreadyRegistered(to: string): void;
  passwordReset(to: string, token: string, expiresAt: Date): void;
  /** Proves the address of an account, present or new. */
  verification(to: string, token: string, expiresAt: Date): void;
  /** Tells the old address about the new one. */
  emailChanged(to: string, newEmail: string): void;
  /** Tells the user about a change of the account that an intruder would make. */
  notice(to: string, event: NoticedEvent): void;
}
