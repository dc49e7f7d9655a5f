import type { Entry } from '@parley/shared/entry';
import { isHost, type Role, type RoomAccess } from '@parley/shared/roles';

/** Everything that decides whether a person may enter a meeting. */
export interface EntryFacts {
  readonly role: Role;
  readonly access: RoomAccess;
  /** A host has locked the running meeting. */
  readonly isLocked: boolean;
  /** The person has a seat in the running meeting, also while they are disconnected. */
  readonly holdsSeat: boolean;
  /** A host keeps the person, or guests from their address, out of the room. */
  readonly isKeptOut: boolean;
  /** A host has let the person in lately. */
  readonly isAdmitted: boolean;
  /** A host has let the person in during the running meeting. */
  readonly isAdmittedToThisMeeting: boolean;
  /** A host has removed the person, or a guest's address, from the running meeting. */
  readonly wasRemovedFromThisMeeting: boolean;
  /** The owner has put the account on the list of people who are always let in. */
  readonly isTrusted: boolean;
  readonly hasPassword: boolean;
  readonly knowsPassword: boolean;
}

/**
 * What stands between a person and the meeting (docs/decisions/062). Pure. The order is the rule:
 * hosts are never locked out, a seat is kept, and an explicit decision of a host about a person goes
 * before every setting of the room. The lock is the exception: it is newer than the lists of the
 * room, so only people whom a host has let into this very meeting pass it.
 */
export function entryOf(facts: EntryFacts): Entry {
  if (isHost(facts.role) || facts.holdsSeat) return 'open';
  if (facts.isKeptOut) return 'kept_out';
  if (facts.access === 'accounts' && facts.role === 'guest') return 'account';
  if (facts.isAdmittedToThisMeeting) return 'open';
  if (facts.isLocked) return 'locked';
  if (facts.isAdmitted) return 'open';
  if (facts.isTrusted && !facts.wasRemovedFromThisMeeting) return 'open';
  if (facts.hasPassword && !facts.knowsPassword) return 'password';
  return mustWait(facts) ? 'waits' : 'open';
}

function mustWait({ wasRemovedFromThisMeeting, access, role }: EntryFacts): boolean {
  if (wasRemovedFromThisMeeting || access === 'everyone_waits') return true;
  return access === 'guests_wait' && role === 'guest';
}
