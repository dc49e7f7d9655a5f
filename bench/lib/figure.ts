import { isOff, type Paired } from './paired';

export interface Figure {
  name: string;
  value: number;
  /** `≤` or `≥`, and the limit. */
  goal: readonly ['≤' | '≥', number];
  unit?: string;
  /** Additional information, such as the range and the A/A control. */
  note?: string;
}

/** Prints one line with name, figure, goal and verdict. */
export function printFigure({
  name,
  value,
  goal: [sign, bar],
  unit = '×',
  note = '',
}: Figure): void {
  const isMet = sign === '≤' ? value <= bar : value >= bar;
  const shown = `${value.toFixed(unit === '×' ? 3 : 1)} ${unit}`;
  console.log(
    [
      name.padEnd(52),
      shown.padStart(10),
      `goal ${sign} ${bar}`.padEnd(12),
      isMet ? 'met' : 'SHORT',
      note,
    ]
      .join('  ')
      .trimEnd(),
  );
}

/** Describes the spread and the A/A control of a paired measurement. */
export function describePaired({ low, high, control, pairs }: Paired): string {
  const trust = isOff(control) ? ' — the control is off, so this run is unreliable' : '';
  return `(10–90 %: ${low.toFixed(2)}–${high.toFixed(2)}, A/A ${control.toFixed(3)}, ${pairs} pairs${trust})`;
}
