import { expect } from '@playwright/test';
import type { Received } from './watch-media';

const OFTEN = { intervals: [100] };

/** Waits until video frames and audible audio arrive from exactly this many participants. */
export async function expectMedia(
  readReceived: () => Promise<Received>,
  count: number,
): Promise<void> {
  await expect.poll(async () => (await readReceived()).connected, OFTEN).toBe(count);
  const before = await readReceived();
  await expect
    .poll(async () => {
      const now = await readReceived();
      return (
        now.framesDecoded > before.framesDecoded + 5 * count &&
        now.audioPackets > before.audioPackets &&
        now.audioEnergy > before.audioEnergy
      );
    }, OFTEN)
    .toBe(true);
}
