import { createValue, type ReadonlyValue } from '../../../core/value';
import { browserStorage, readStored, writeStored } from '../../../core/browser-storage';
import { CORNERS, type Corner } from './pair-layout';

/** A choice that is kept in this browser. */
export interface RememberedChoice<T extends string> {
  readonly value: ReadonlyValue<T>;
  choose(choice: T): void;
}

/** What two people see: the other one large and oneself small over them, or both alike. */
export const pairView = rememberedChoice('pair-view', ['large', 'grid']);

/** Where one's own small video lies. */
export const selfCorner: RememberedChoice<Corner> = rememberedChoice('self-corner', CORNERS);

/** The first of `choices` holds until another is chosen; what storage holds may be anything. */
function rememberedChoice<T extends string>(
  key: string,
  choices: readonly [T, ...T[]],
): RememberedChoice<T> {
  const kept = readStored(browserStorage(), key);
  const value = createValue<T>(choices.find((choice) => choice === kept) ?? choices[0]);
  return {
    value,
    choose: (choice) => {
      value.set(choice);
      writeStored(browserStorage(), key, choice);
    },
  };
}
