/**
 * Parts that need more processor than two cores offer run with a clock that is this many times slower.
 * The work of one of its seconds stays the same, so it has that many times the processor. This is
 * called time dilation (Gupta et al., "To Infinity and Beyond: Time-Warped Network Emulation", NSDI
 * 2006). All processes that the part starts use this clock; the database does not. Reading the clock
 * is more expensive, in both arms alike.
 */
const SLOWER: Readonly<Record<string, number>> = { mesh: 12 };

/** The command that runs `part`. For a slower clock it needs the program `faketime`. */
export function commandFor(part: string, command: readonly string[]): readonly string[] {
  const times = SLOWER[part];
  if (times === undefined) return command;
  return ['faketime', '-m', '-f', `+0 x${1 / times}`, ...command];
}
