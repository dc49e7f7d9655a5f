import * as fc from 'fast-check';

/** The parts of the fuzzing, with the number of their inputs among 20,000. */
const SHARES = { schemas: 12_000, wire: 6_000, rest: 2_000 } as const;
export type FuzzPart = keyof typeof SHARES;
const WHOLE = 20_000;

/** Continuous integration always tries the same inputs. */
const DEFAULT_SEED = 20_261_130;
/** A round is the unit that a seed repeats. */
const BATCHES_IN_ROUND = 8;
const MAX_BATCH = 128;
const ROUNDS_IN_REPORT = 20;
/** A failing round stops shrinking after this time. */
const ROUND_MS = 120_000;

/** What `npm run fuzz` passes to the tests (`scripts/fuzz.mjs`). */
export interface FuzzPlan {
  readonly count: number;
  readonly seed: number;
  /** Whether there are so many inputs that the test needs more than its usual time. */
  readonly isLong: boolean;
}

/** Returns how many inputs a part tries, and its first seed. */
function fuzzPlan(part: FuzzPart): FuzzPlan {
  const total = Number(process.env['PARLEY_FUZZ_COUNT'] ?? WHOLE);
  const seed = Number(process.env['PARLEY_FUZZ_SEED'] ?? DEFAULT_SEED);
  return { count: Math.ceil((total * SHARES[part]) / WHOLE), seed, isLong: total > WHOLE };
}

/** Vitest's options for a test that fuzzes. */
export const fuzzOptions = (part: FuzzPart) => ({
  timeout: fuzzPlan(part).isLong ? 24 * 3_600_000 : 600_000,
});

/**
 * Gives `attempt` random batches of inputs until it has had as many as the plan says. A failing batch
 * is shrunk: fast-check repeats it with fewer and simpler inputs.
 *
 * @param attempt throws if an oracle finds something wrong
 * @returns the number of inputs
 * @throws {Error} with the seed of the failing round and the shrunk batch
 */
export async function fuzz<T>(
  part: FuzzPart,
  input: fc.Arbitrary<T>,
  attempt: (batch: T[]) => Promise<void> | void,
): Promise<number> {
  const { count, seed, isLong } = fuzzPlan(part);
  const batch = fc.array(input, { minLength: 1, maxLength: MAX_BATCH, size: 'max' });
  const progress = { tried: 0 };
  const property = fc.asyncProperty(batch, async (inputs) => {
    // The last round ends as soon as the number is reached.
    if (progress.tried >= count) return;
    progress.tried += inputs.length;
    await attempt(inputs);
  });
  for (let round = 0; progress.tried < count; round += 1) {
    if (isLong && round % ROUNDS_IN_REPORT === 0) {
      process.stdout.write(`${part}: ${progress.tried} of ${count} inputs\n`);
    }
    const details = await fc.check(property, {
      seed: seed + round,
      numRuns: BATCHES_IN_ROUND,
      interruptAfterTimeLimit: ROUND_MS,
    });
    if (!details.failed) continue;
    const again = `npm run fuzz -- --part=${part} --seed=${seed + round} --count=1`;
    throw new Error(
      `After ${progress.tried} inputs an oracle failed. Repeat it with: ${again}\n` +
        `Shrunk input: ${fc.stringify(details.counterexample)}`,
      { cause: details.errorInstance },
    );
  }
  return progress.tried;
}
