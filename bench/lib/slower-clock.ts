/**
 * Parts that want more processor than two cores have run by a clock that goes so many times slower:
 * the work of one of its seconds stays the same, and there are so many times as many cores for it.
 * Known as time dilation (Gupta et al., "To Infinity and Beyond: Time-Warped Network Emulation",
 * NSDI 2006). Everything that the part starts has that clock; the database, which waits anyway, has
 * not. To read the clock costs more so, in both arms alike.
 */
const SLOWER: Readonly<Record<string, number>> = { mesh: 12 };

/** The command that runs `part`; by a slower clock it needs the program `faketime`. */
export function commandFor(part: string, command: readonly string[]): readonly string[] {
  const times = SLOWER[part];
  if (times === undefined) return command;
  return ['faketime', '-m', '-f', `+0 x${1 / times}`, ...command];
}
