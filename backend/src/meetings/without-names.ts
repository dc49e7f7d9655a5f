import { DELETED_NAME } from '@parley/shared/account-data';

/** The room of a user who typed no name for it: "Ana's meeting". */
const DEFAULT_NAME = /^.+'s meeting$/u;

/** Letters and digits of any script, between which a name is only a part of a longer word. */
const WORD = '[\\p{L}\\p{N}\\p{M}]';

/**
 * Replaces the names of a deleted account in the name of a room that it owned.
 * @param names all display names that the account had
 */
export function withoutNames(roomName: string, names: readonly string[]): string {
  // The account may have had another name when the room got its default name.
  if (DEFAULT_NAME.test(roomName)) return `${DELETED_NAME}'s meeting`;
  return names
    .toSorted((one, other) => other.length - one.length)
    .reduce((text, name) => text.replaceAll(wholeName(name), DELETED_NAME), roomName);
}

const wholeName = (name: string): RegExp =>
  new RegExp(`(?<!${WORD})${name.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&')}(?!${WORD})`, 'giu');
