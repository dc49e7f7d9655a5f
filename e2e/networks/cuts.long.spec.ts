import { expect, test } from '@playwright/test';
import type { Client } from '../support/client';
import { Apart, BOTH_TRANSPORTS } from './support/apart';
import { expectMediaBack, expectSameTile, markTile } from '../support/continuity';
import { startCall } from '../support/start-call';
import { Link } from './support/link';
import { whyNoNetworks } from './support/namespaces';

const reason = whyNoNetworks();
test.skip(reason !== null, reason ?? '');

/** Of the shipped configuration: how long a seat is held for somebody who lost the connection. */
const LEASE_SECONDS = 60;
/** After a silence of at most this long the server knows that a connection is gone (F14). */
const NOTICE_MS = 15_000;

/** Signalling is back so soon where there is a way for it again (as in F13). */
const TAKE_OVER_MS = 5_000;

interface Cut {
  seconds: number;
  /** The carrier goes, which browsers see at once; or packets are lost and nobody is told. */
  kind: 'cut' | 'silence';
  /** Whether the networks reach each other, or only the relay. */
  way: 'direct' | 'relayed';
}

const CUTS: readonly Cut[] = [
  { seconds: 3, kind: 'silence', way: 'relayed' },
  { seconds: 5, kind: 'cut', way: 'direct' },
  { seconds: 5, kind: 'silence', way: 'relayed' },
  { seconds: 15, kind: 'cut', way: 'direct' },
  { seconds: 15, kind: 'silence', way: 'direct' },
  { seconds: 15, kind: 'cut', way: 'relayed' },
  { seconds: 15, kind: 'silence', way: 'relayed' },
  { seconds: 60, kind: 'cut', way: 'direct' },
  { seconds: 60, kind: 'silence', way: 'relayed' },
  { seconds: 180, kind: 'cut', way: 'direct' },
  { seconds: 180, kind: 'silence', way: 'relayed' },
];

/** Three seconds after a short cut (F09), eight after a longer one (F10). */
const limitFor = (seconds: number): number => (seconds > 5 ? 8_000 : 3_000);

let apart: Apart;
test.beforeEach(async () => {
  apart = await Apart.start({ transports: BOTH_TRANSPORTS });
});
test.afterEach(() => apart.stop());

const wait = (client: Client, ms: number): Promise<void> =>
  client.page.evaluate((time) => new Promise((resolve) => setTimeout(resolve, time)), ms);

for (const { seconds, kind, way } of CUTS) {
  test(`F09, F10: ${seconds} s of ${kind} on a ${way} way: back by itself, nothing missed`, async () => {
    if (way === 'direct') apart.networks.openTheWay();
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
    await wait(ben, cutAt + seconds * 1_000 - Date.now());
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
    if (seconds > LEASE_SECONDS) return;
    for (const viewer of [ben, cleo]) await expectSameTile(viewer, ana);
    await expectSameTile(ana, ben);
  });
}

/** With the time that an address takes to come, and so fast that browsers may be told nothing. */
const MOVES = [
  { gapMs: 300, mediaMs: 3_000 },
  { gapMs: 0, mediaMs: 5_000 },
] as const;

for (const { gapMs, mediaMs } of MOVES) {
  test(`F13: into another network in ${gapMs} ms: media back in ${mediaMs} ms, chat in five seconds`, async () => {
    apart.networks.openTheWay();
    const ana = await apart.onDashboard('Ana', 'a');
    const ben = await apart.user('Ben', 'b');
    await startCall([ana, ben]);
    await markTile(ben, ana);

    await new Link(apart.networks, 'a').move(gapMs);
    const movedAt = Date.now();
    await ana.say('Written on the way');
    await expect(ben.page.getByText('Written on the way')).toHaveCount(1, { timeout: 30_000 });
    const toldAfter = Date.now() - movedAt;
    test.info().annotations.push({ type: 'chat arrived after (ms)', description: `${toldAfter}` });
    await expectMediaBack([ana, ben], movedAt, mediaMs);
    expect(toldAfter).toBeLessThanOrEqual(5_000);
    await expectSameTile(ben, ana);
  });
}

test('F14: a line that went dead without a word is noticed; the one after it takes over', async () => {
  const ana = await apart.onDashboard('Ana', 'a');
  const ben = await apart.user('Ben', 'b');
  await startCall([ana, ben]);
  await markTile(ben, ana);

  const line = new Link(apart.networks, 'a');
  line.silence();
  const silentAt = Date.now();
  await ben.button('People').click();
  const entry = ben.page.getByText('Ana').locator('xpath=ancestor::li[1]');
  await expect(entry).toContainText('Reconnecting…', { timeout: 30_000 });
  const noticedAfter = Date.now() - silentAt;
  test
    .info()
    .annotations.push({ type: 'server noticed after (ms)', description: `${noticedAfter}` });
  expect(noticedAfter).toBeLessThanOrEqual(NOTICE_MS);

  line.speak();
  const spokeAt = Date.now();
  await expect(entry).not.toContainText('Reconnecting…', { timeout: 30_000 });
  const tookOverAfter = Date.now() - spokeAt;
  const description = `${tookOverAfter}`;
  test.info().annotations.push({ type: 'new line took over after (ms)', description });
  expect(tookOverAfter).toBeLessThanOrEqual(TAKE_OVER_MS);
  await expectMediaBack([ana, ben], spokeAt, limitFor(noticedAfter / 1_000));
  // The same seat: one entry, the tile that there was, and words go both ways.
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
