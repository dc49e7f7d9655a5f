import { expect, test } from '@playwright/test';
import type { Client } from './client';
import { describeTimeline, longestGap, mediaBackAfter, readTimeline } from './timeline';

const MARK = 'data-test-same-tile';

/** Marks the tile in which `viewer` sees `shown`. A recreated tile has no mark. */
export async function markTile(viewer: Client, shown: Client): Promise<void> {
  await viewer.videoOf(shown).evaluate((tile, name) => tile.setAttribute(name, ''), MARK);
}

/** Expects that the tile was not recreated since `markTile`. */
export async function expectSameTile(viewer: Client, shown: Client): Promise<void> {
  await expect(viewer.videoOf(shown)).toHaveAttribute(MARK);
}

/**
 * Waits until every client receives the media of all others again, and expects the slowest client to
 * be within the limit. The report contains the times and the connection events of each client.
 * @param clients all clients of the call
 * @param since start of the measurement, milliseconds since 1970
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
 * Expects that no client went without a new video frame of any other for longer than `limitMs`, and
 * that no connection was recreated.
 * @param clients all clients of the call
 * @param since start of the measurement, milliseconds since 1970
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
