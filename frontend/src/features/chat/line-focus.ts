import type { KeyboardEvent } from 'react';

const LINE = '[data-message]';

/**
 * Moves the focus between the lines of a log: up and down arrow, and from a line also Home and End.
 * From the log itself the first press goes to a line that is in view.
 */
export function moveBetweenLines(event: KeyboardEvent<HTMLElement>): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  const log = event.currentTarget;
  const lines = [...log.querySelectorAll<HTMLElement>(LINE)];
  const present = (event.target as Element).closest<HTMLElement>(LINE);
  const next = nextLine(event.key, lines, present, log);
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}

function nextLine(
  key: string,
  lines: readonly HTMLElement[],
  present: HTMLElement | null,
  log: HTMLElement,
): HTMLElement | undefined {
  const isForward = key === 'ArrowDown';
  if (isForward || key === 'ArrowUp') {
    if (present !== null) return lines[lines.indexOf(present) + (isForward ? 1 : -1)];
    const { top, bottom } = log.getBoundingClientRect();
    const isInView = (line: HTMLElement): boolean => {
      const box = line.getBoundingClientRect();
      return box.bottom >= top && box.top <= bottom;
    };
    return isForward ? lines.find(isInView) : lines.findLast(isInView);
  }
  if (present === null) return undefined;
  if (key === 'Home') return lines[0];
  return key === 'End' ? lines.at(-1) : undefined;
}
