import { createValue, type ReadonlyValue } from '../../../core/value';
import { browserStorage, readStored, writeStored } from '../../../core/browser-storage';
import { CORNERS, type Corner } from './pair-layout';

/** A choice that this browser remembers. */
export interface RememberedChoice<T extends string> {
  readonly value: ReadonlyValue<T>;
  choose(choice: T): void;
}

/** The layout for two participants: `large` has the self-view small over the other tile. */
export const pairView = rememberedChoice('pair-view', ['large', 'grid']);

/** The corner of the small self-view. */
export const selfCorner: RememberedChoice<Corner> = rememberedChoice('self-corner', CORNERS);

/** @param choices the first one is the default, also for an invalid stored value */
function rememberedChoice<T extends string>(
  key: string,
  choices: readonly [T, ...T[]],
): RememberedChoice<T> {
  const stored = readStored(browserStorage(), key);
  const value = createValue<T>(choices.find((choice) => choice === stored) ?? choices[0]);
  return {
    value,
    choose: (choice) => {
      value.set(choice);
      writeStored(browserStorage(), key, choice);
    },
  };
}
