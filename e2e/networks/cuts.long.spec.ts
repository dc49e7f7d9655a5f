import { expect, test } from '@playwright/test';
import { Apart, BOTH_TRANSPORTS } from './support/apart';
import { expectMediaBack, expectSameTile, markTile } from '../support/continuity';
import { passTime } from '../support/pass-time';
import { startCall } from '../support/start-call';
import { Link } from './support/link';
import { whyNoNetworks } from './support/namespaces';

const reason = whyNoNetworks();
test.skip(reason !== null, reason ?? '');

/** Seat lease of the shipped configuration. */
const LEASE_SECONDS = 60;
/** The server detects a dead socket within this time (F14). */
const DETECTION_MS = 15_000;

/** Signaling is back within this time after the network is (as in F13). */
const RESUME_MS = 5_000;

interface Cut {
  seconds: number;
  /** `cut`: the interface goes down, which browsers see at once. `silence`: all packets are lost. */
  kind: 'cut' | 'silence';
  /** `direct`: the networks reach each other. `relayed`: they reach only the relay. */
  route: 'direct' | 'relayed';
}

const CUTS: readonly Cut[] = [
  { seconds: 3, kind: 'silence', route: 'relayed' },
  { seconds: 5, kind: 'cut', route: 'direct' },
  { seconds: 5, kind: 'silence', route: 'relayed' },
  { seconds: 15, kind: 'cut', route: 'direct' },
  { seconds: 15, kind: 'silence', route: 'direct' },
  { seconds: 15, kind: 'cut', route: 'relayed' },
  { seconds: 15, kind: 'silence', route: 'relayed' },
  { seconds: 60, kind: 'cut', route: 'direct' },
  { seconds: 60, kind: 'silence', route: 'relayed' },
  { seconds: 180, kind: 'cut', route: 'direct' },
  { seconds: 180, kind: 'silence', route: 'relayed' },
];

/** Media is back within 3 s of a short fault (F09) and 8 s of a longer one (F10). */
const limitFor = (seconds: number): number => (seconds > 5 ? 8_000 : 3_000);

let apart: Apart;
test.beforeEach(async () => {
  apart = await Apart.start({ transports: BOTH_TRANSPORTS });
});
test.afterEach(() => apart.stop());

for (const { seconds, kind, route } of CUTS) {
  test(`F09, F10: after ${seconds} s of ${kind} a ${route} call recovers by itself and misses no message`, async () => {
    if (route === 'direct') apart.networks.enableForwarding();
    const ana = await apart.onDashboard('Ana', 'a');
    const ben = await apart.user('Ben', 'b');
    const cleo = await apart.user('Cleo', 'b');
    await startCall([ana, ben, cleo]);
    for (const [viewer, shown] of [
      [ben, ana],
      [cleo, ana],
      [ana, ben],
      [ben, cleo],
    ] as const) {
      await markTile(viewer, shown);
    }
    const link = new Link(apart.networks, 'a');

    if (kind === 'cut') link.cut();
    else link.silence();
    const cutAt = Date.now();
    for (const word of ['one', 'two', 'three']) await ben.say(`${word} while Ana was away`);
    await passTime(cutAt + seconds * 1_000 - Date.now());
    if (kind === 'cut') link.mend();
    else link.speak();

    await expectMediaBack([ana, ben, cleo], Date.now(), limitFor(seconds));
    for (const client of [ana, ben, cleo]) await client.expectMediaFrom(2);
    for (const word of ['one', 'two', 'three']) {
      await expect(ana.page.getByText(`${word} while Ana was away`)).toHaveCount(1);
    }
    await ana.say('I am back');
    await expect(ben.page.getByText('I am back')).toHaveCount(1);
    await expectSameTile(ben, cleo);
    // Once the seat lease has expired, Ana joins again with new tiles.
    const tilesOfAna = [
      [ben, ana],
      [cleo, ana],
      [ana, ben],
    ] as const;
    for (const [viewer, shown] of seconds > LEASE_SECONDS ? [] : tilesOfAna) {
      await expectSameTile(viewer, shown);
    }
  });
}

/** With the usual gap between two addresses, and so fast that browsers may get no event. */
const MOVES = [
  { gapMs: 300, mediaMs: 3_000 },
  { gapMs: 0, mediaMs: 5_000 },
] as const;

for (const { gapMs, mediaMs } of MOVES) {
  test(`F13: after a move to another network in ${gapMs} ms media is back in ${mediaMs} ms and chat in 5 s`, async () => {
    apart.networks.enableForwarding();
    const ana = await apart.onDashboard('Ana', 'a');
    const ben = await apart.user('Ben', 'b');
    await startCall([ana, ben]);
    await markTile(ben, ana);

    await new Link(apart.networks, 'a').move(gapMs);
    const movedAt = Date.now();
    await ana.say('Written on the way');
    await expect(ben.page.getByText('Written on the way')).toHaveCount(1, { timeout: 30_000 });
    const arrivedAfter = Date.now() - movedAt;
    test
      .info()
      .annotations.push({ type: 'chat arrived after (ms)', description: `${arrivedAfter}` });
    await expectMediaBack([ana, ben], movedAt, mediaMs);
    expect(arrivedAfter).toBeLessThanOrEqual(5_000);
    await expectSameTile(ben, ana);
  });
}

test('F14: the server detects a dead socket, and a new one resumes the seat', async () => {
  const ana = await apart.onDashboard('Ana', 'a');
  const ben = await apart.user('Ben', 'b');
  await startCall([ana, ben]);
  await markTile(ben, ana);

  const link = new Link(apart.networks, 'a');
  link.silence();
  const silentAt = Date.now();
  await ben.button('People').click();
  const entry = ben.page.getByText('Ana').locator('xpath=ancestor::li[1]');
  await expect(entry).toContainText('Reconnecting…', { timeout: 30_000 });
  const detectedAfter = Date.now() - silentAt;
  test
    .info()
    .annotations.push({ type: 'server detected after (ms)', description: `${detectedAfter}` });
  expect(detectedAfter).toBeLessThanOrEqual(DETECTION_MS);

  link.speak();
  const spokeAt = Date.now();
  await expect(entry).not.toContainText('Reconnecting…', { timeout: 30_000 });
  const resumedAfter = Date.now() - spokeAt;
  const description = `${resumedAfter}`;
  test.info().annotations.push({ type: 'new socket resumed after (ms)', description });
  expect(resumedAfter).toBeLessThanOrEqual(RESUME_MS);
  await expectMediaBack([ana, ben], spokeAt, limitFor(detectedAfter / 1_000));
  // The seat is the same: one entry, the same tile, and chat works in both directions.
  await expect(entry).toHaveCount(1);
  await expectSameTile(ben, ana);
  await ben.button('Chat').click();
  for (const [from, to] of [
    [ana, ben],
    [ben, ana],
  ] as const) {
    await from.say(`${from.name} is heard`);
    await expect(to.page.getByText(`${from.name} is heard`)).toHaveCount(1);
  }
});
