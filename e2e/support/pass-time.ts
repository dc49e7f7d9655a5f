import { setTimeout } from 'node:timers/promises';

/**
 * Lets time pass where the duration itself is what a test is about: the length of a fault, or a
 * period in which nothing may happen. To wait for a result, poll for it instead.
 */
export async function passTime(ms: number): Promise<void> {
  await setTimeout(Math.max(0, ms));
}
