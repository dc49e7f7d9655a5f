import { test } from '@playwright/test';

export const MILLISECONDS = 'milliseconds';

/**
 * Writes into the report how long `what` took.
 * @param since start, milliseconds since 1970
 * @returns the duration in milliseconds
 */
export function noteTime(what: string, since: number): number {
  const time = Date.now() - since;
  test.info().annotations.push({ type: MILLISECONDS, description: `${what}: ${time}` });
  return time;
}
