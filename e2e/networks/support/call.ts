import { execFileSync } from 'node:child_process';
import { expect, test } from '@playwright/test';
import type { Person } from '../../support/person';
import type { Apart } from './apart';
import { describeTimeline, mediaBackAfter, readTimeline, startTimeline } from './timeline';

/** Production's usual choice: the relay is offered by both transports. */
export const BOTH_TRANSPORTS = ['?transport=udp', '?transport=tcp'] as const;

/** As on the internet: what is between the networks passes packets on, so a direct way exists. */
export function openTheWay({ networks: { t } }: Apart): void {
  execFileSync('ip', ['netns', 'exec', t, 'sysctl', '-q', '-w', 'net.ipv4.ip_forward=1']);
}

/** A call of all these people, media flowing, chat open, watched from now on. Returns its link. */
export async function startCall(people: readonly Person[]): Promise<string> {
  const [first, ...others] = people;
  if (!first) throw new Error('nobody to call');
  const link = await first.newMeeting();
  await first.button('Join now').click();
  await first.expectInCall();
  for (const other of others) await other.join(link);
  for (const person of people) {
    await person.expectMediaFrom(others.length);
    await person.button('Chat').click();
    await startTimeline(person.page);
  }
  return link;
}

const MARK = 'data-test-same-tile';

/** Marks how `viewer` is shown `shown`; a tile that was taken away and made anew has no mark. */
export async function markTile(viewer: Person, shown: Person): Promise<void> {
  await viewer.videoOf(shown).evaluate((tile, name) => tile.setAttribute(name, ''), MARK);
}

export async function expectSameTile(viewer: Person, shown: Person): Promise<void> {
  await expect(viewer.videoOf(shown)).toHaveAttribute(MARK);
}

/**
 * Waits until everybody's media is back at all of `people` and holds the slowest to the limit. The
 * figure, and where it is missed what happened meanwhile, go into the report.
 */
export async function expectMediaBack(
  people: readonly Person[],
  since: number,
  limitMs: number,
): Promise<void> {
  const measured: Record<string, number> = {};
  for (const person of people) {
    const backAfter = async () => mediaBackAfter(await readTimeline(person.page), since);
    await expect
      .poll(backAfter, { timeout: 60_000, intervals: [100] })
      .toBeLessThan(Number.POSITIVE_INFINITY)
      .catch(() => undefined);
    measured[person.name] = await backAfter();
    const timeline = describeTimeline(await readTimeline(person.page), since);
    await test.info().attach(`timeline of ${person.name}`, { body: timeline });
  }
  const description = JSON.stringify(measured);
  test.info().annotations.push({ type: 'media back after (ms)', description });
  expect(Math.max(...Object.values(measured)), description).toBeLessThanOrEqual(limitMs);
}
