import type { Entry } from '@parley/shared/entry';
import type { Role, RoomAccess } from '@parley/shared/roles';
import { expect, test } from 'vitest';
import { entryOf, type EntryFacts } from './entry.policy';

const ROLES: readonly Role[] = ['owner', 'cohost', 'participant', 'guest'];
const ACCESSES: readonly RoomAccess[] = ['link', 'guests_wait', 'everyone_waits', 'accounts'];
const FLAGS = [
  'isLocked',
  'holdsSeat',
  'isKeptOut',
  'isAdmitted',
  'isAdmittedToThisMeeting',
  'wasRemovedFromThisMeeting',
  'isTrusted',
  'hasPassword',
  'knowsPassword',
] as const;

/** All combinations that can exist. */
const ALL: readonly EntryFacts[] = ROLES.flatMap((role) =>
  ACCESSES.flatMap((access) =>
    Array.from({ length: 2 ** FLAGS.length }, (_, bits) => ({
      role,
      access,
      ...(Object.fromEntries(
        FLAGS.map((flag, index) => [flag, (bits & (1 << index)) !== 0]),
      ) as Record<(typeof FLAGS)[number], boolean>),
    })),
  ),
).filter((facts) => facts.isAdmitted || !facts.isAdmittedToThisMeeting);

const PLAIN: EntryFacts = {
  role: 'participant',
  access: 'link',
  isLocked: false,
  holdsSeat: false,
  isKeptOut: false,
  isAdmitted: false,
  isAdmittedToThisMeeting: false,
  wasRemovedFromThisMeeting: false,
  isTrusted: false,
  hasPassword: false,
  knowsPassword: false,
};

/** The combinations that fit, with what the policy says to each. */
function answers(fits: (facts: EntryFacts) => boolean): Set<Entry> {
  return new Set(ALL.filter(fits).map(entryOf));
}

const isHost = ({ role }: EntryFacts) => role === 'owner' || role === 'cohost';
const isNewcomer = (facts: EntryFacts) => !isHost(facts) && !facts.holdsSeat;

test('owner and co-hosts are never kept out, in any combination', () => {
  expect(answers(isHost)).toEqual(new Set(['open']));
});

test('a person who holds a seat comes back to it, in any combination', () => {
  expect(answers(({ holdsSeat }) => holdsSeat)).toEqual(new Set(['open']));
});

test('a person who is kept out never enters, whatever the room allows', () => {
  expect(answers((facts) => isNewcomer(facts) && facts.isKeptOut)).toEqual(new Set(['kept_out']));
});

test('guests never enter a room for accounts', () => {
  const guests = (facts: EntryFacts) =>
    isNewcomer(facts) && facts.role === 'guest' && facts.access === 'accounts';
  expect(answers(guests)).toEqual(new Set(['kept_out', 'account']));
});

test('nobody new enters a locked meeting unless a host has let them into it', () => {
  const locked = (facts: EntryFacts) =>
    isNewcomer(facts) && facts.isLocked && !facts.isAdmittedToThisMeeting;
  expect(answers(locked)).toEqual(new Set(['locked', 'kept_out', 'account']));
  expect(entryOf({ ...PLAIN, isLocked: true, isTrusted: true })).toBe('locked');
  const admitted = { isAdmitted: true, isAdmittedToThisMeeting: true };
  expect(entryOf({ ...PLAIN, isLocked: true, ...admitted })).toBe('open');
});

test('a removed person never enters the same meeting unless a host lets them in', () => {
  const removed = (facts: EntryFacts) =>
    isNewcomer(facts) && facts.wasRemovedFromThisMeeting && !facts.isAdmitted;
  expect(answers(removed).has('open')).toBe(false);
  expect(entryOf({ ...PLAIN, wasRemovedFromThisMeeting: true })).toBe('waits');
  expect(entryOf({ ...PLAIN, wasRemovedFromThisMeeting: true, isTrusted: true })).toBe('waits');
});

test('nobody enters a room with a password without giving it, except people a host knows', () => {
  const unknown = (facts: EntryFacts) =>
    isNewcomer(facts) &&
    facts.hasPassword &&
    !facts.knowsPassword &&
    !facts.isAdmitted &&
    !facts.isTrusted;
  expect(answers(unknown).has('open')).toBe(false);
  expect(answers(unknown).has('waits')).toBe(false);
});

test('in a waiting room everybody waits whom no host knows', () => {
  const everybody = (facts: EntryFacts) =>
    isNewcomer(facts) && facts.access === 'everyone_waits' && !facts.isAdmitted && !facts.isTrusted;
  expect(answers(everybody).has('open')).toBe(false);
});

test.each<[Partial<EntryFacts>, Entry]>([
  [{}, 'open'],
  [{ role: 'guest' }, 'open'],
  [{ access: 'guests_wait' }, 'open'],
  [{ access: 'guests_wait', role: 'guest' }, 'waits'],
  [{ access: 'everyone_waits' }, 'waits'],
  [{ access: 'everyone_waits', role: 'guest' }, 'waits'],
  [{ access: 'everyone_waits', isTrusted: true }, 'open'],
  [{ access: 'everyone_waits', isAdmitted: true }, 'open'],
  [{ access: 'accounts' }, 'open'],
  [{ access: 'accounts', role: 'guest' }, 'account'],
  [{ hasPassword: true }, 'password'],
  [{ hasPassword: true, knowsPassword: true }, 'open'],
  [{ hasPassword: true, knowsPassword: true, access: 'everyone_waits' }, 'waits'],
  [{ hasPassword: true, isTrusted: true }, 'open'],
  [{ isLocked: true }, 'locked'],
  [{ isLocked: true, isAdmitted: true }, 'locked'],
])('the entry for %o is %s', (change, entry) => {
  expect(entryOf({ ...PLAIN, ...change })).toBe(entry);
});
