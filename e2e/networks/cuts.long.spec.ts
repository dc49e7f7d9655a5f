import { expect, test } from '@playwright/test';
import type { Person } from '../support/person';
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

const wait = (person: Person, ms: number): Promise<void> =>
  person.page.evaluate((time) => new Promise((resolve) => setTimeout(resolve, time)), ms);

for (const { seconds, kind, way } of CUTS) {
  test(`F09, F10: ${seconds} s of ${kind} on a ${way} way: back by itself, nothing missed`, async () => {
    if (way === 'direct') apart.networks.openTheWay();
    const ana = await apart.member('Ana', 'a');
    const ben = await apart.guest('Ben', 'b');
    const cleo = await apart.guest('Cleo', 'b');
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

test('F13: from one network into another: media in three seconds, the server in five', async () => {
  apart.networks.openTheWay();
  const ana = await apart.member('Ana', 'a');
  const ben = await apart.guest('Ben', 'b');
  await startCall([ana, ben]);
  await markTile(ben, ana);

  new Link(apart.networks, 'a').move();
  const movedAt = Date.now();
  await ana.say('Written on the way');
  await expect(ben.page.getByText('Written on the way')).toHaveCount(1, { timeout: 30_000 });
  const toldAfter = Date.now() - movedAt;
  test.info().annotations.push({ type: 'chat arrived after (ms)', description: `${toldAfter}` });
  await expectMediaBack([ana, ben], movedAt, 3_000);
  expect(toldAfter).toBeLessThanOrEqual(5_000);
  await expectSameTile(ben, ana);
});

test('F14: a line that went dead without a word is noticed; the new one takes over at once', async () => {
  const ana = await apart.member('Ana', 'a');
  const ben = await apart.guest('Ben', 'b');
  await startCall([ana, ben]);

  const line = new Link(apart.networks, 'a');
  line.silence();
  const silentAt = Date.now();
  await ben.button('People').click();
  await expect(ben.page.getByText('Ana').locator('xpath=ancestor::li[1]')).toContainText(
    'Reconnecting…',
    { timeout: 30_000 },
  );
  const noticedAfter = Date.now() - silentAt;
  test
    .info()
    .annotations.push({ type: 'server noticed after (ms)', description: `${noticedAfter}` });
  expect(noticedAfter).toBeLessThanOrEqual(NOTICE_MS);
});
