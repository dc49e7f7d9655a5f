import { expect, test } from '@playwright/test';
import type { Client } from './client';
import { describeTimeline, longestGap, mediaBackAfter, readTimeline } from './timeline';

const MARK = 'data-test-same-tile';

/** Marks how `viewer` is shown `shown`; a tile that was taken away and made anew has no mark. */
export async function markTile(viewer: Client, shown: Client): Promise<void> {
  await viewer.videoOf(shown).evaluate((tile, name) => tile.setAttribute(name, ''), MARK);
}

export async function expectSameTile(viewer: Client, shown: Client): Promise<void> {
  await expect(viewer.videoOf(shown)).toHaveAttribute(MARK);
}

/**
 * Waits until everybody's media is back at all of `people`, who are all that there are, and holds
 * the slowest to the limit. The figure, and where it is missed what happened meanwhile, go into the
 * report.
 */
export async function expectMediaBack(
  clients: readonly Client[],
  since: number,
  limitMs: number,
): Promise<void> {
  const measured: Record<string, number> = {};
  for (const client of clients) {
    const backAfter = async () =>
      mediaBackAfter(await readTimeline(client.page), since, clients.length - 1);
    await expect
      .poll(backAfter, { timeout: 60_000, intervals: [100] })
      .toBeLessThan(Number.POSITIVE_INFINITY)
      .catch(() => undefined);
    measured[client.name] = await backAfter();
    await attachTimeline(client, since);
  }
  const description = JSON.stringify(measured);
  test.info().annotations.push({ type: 'media back after (ms)', description });
  expect(Math.max(...Object.values(measured)), description).toBeLessThanOrEqual(limitMs);
}

/**
 * Nobody of `people`, who are all that there are, went without a new picture of somebody for longer
 * than this since then, on the connections that there were.
 */
export async function expectNoGap(
  clients: readonly Client[],
  since: number,
  limitMs: number,
): Promise<void> {
  const measured: Record<string, number> = {};
  for (const client of clients) {
    measured[client.name] = longestGap(await readTimeline(client.page), since, clients.length - 1);
    await attachTimeline(client, since);
  }
  const description = JSON.stringify(measured);
  test.info().annotations.push({ type: 'longest gap (ms)', description });
  expect(Math.max(...Object.values(measured)), description).toBeLessThanOrEqual(limitMs);
}

async function attachTimeline(client: Client, since: number): Promise<void> {
  const body = describeTimeline(await readTimeline(client.page), since);
  await test.info().attach(`timeline of ${client.name}`, { body });
}
