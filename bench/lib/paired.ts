/** Measures one round of an arm: any positive figure, such as CPU seconds or operations per second. */
export type Arm = () => Promise<number>;

export interface Paired {
  /** Median of the paired ratios `ours ÷ bare`. */
  ratio: number;
  low: number;
  high: number;
  /** The bare arm compared with itself in the same run (A/A). */
  control: number;
  pairs: number;
}

const CONTROL_MIN = 0.97;
const CONTROL_MAX = 1.03;
const MAX_RUNS = 3;

/**
 * Runs the arms interleaved (A B B A …), with a third pass of the bare arm as A/A control. Repeats the
 * run while the control is off, at most three times.
 */
export async function compare(ours: Arm, bare: Arm, pairs: number): Promise<Paired> {
  await ours();
  await bare();
  let result = await once(ours, bare, pairs);
  for (let run = 1; run < MAX_RUNS && isOff(result.control); run += 1) {
    result = await once(ours, bare, pairs);
  }
  return result;
}

/** Whether an A/A control deviates so far from 1 that the run is unreliable. */
export const isOff = (control: number): boolean => control < CONTROL_MIN || control > CONTROL_MAX;

async function once(ours: Arm, bare: Arm, pairs: number): Promise<Paired> {
  const ratios: number[] = [];
  const controls: number[] = [];
  for (let index = 0; index < pairs; index += 1) {
    const isEven = index % 2 === 0;
    const first = isEven ? await bare() : await ours();
    const second = isEven ? await ours() : await bare();
    const third = await bare();
    const [bareValue, ourValue] = isEven ? [first, second] : [second, first];
    ratios.push((2 * ourValue) / (bareValue + third));
    controls.push(isEven ? third / bareValue : bareValue / third);
  }
  return {
    ratio: quantile(ratios, 0.5),
    low: quantile(ratios, 0.1),
    high: quantile(ratios, 0.9),
    control: quantile(controls, 0.5),
    pairs,
  };
}

/** @param share 0 to 1, such as 0.5 for the median */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const below = sorted[Math.floor(at)] ?? Number.NaN;
  const above = sorted[Math.ceil(at)] ?? Number.NaN;
  return below + (above - below) * (at - Math.floor(at));
}
