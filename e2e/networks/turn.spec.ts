import { expect, test } from '@playwright/test';
import { Apart, type ApartOptions } from './support/apart';
import { whyNoNetworks } from './support/namespaces';

const reason = whyNoNetworks();
test.skip(reason !== null, reason ?? '');

/** Two people in two networks that cannot reach each other, and whether they meet. */
async function meetApart(
  options: ApartOptions,
  prepare: (apart: Apart) => void,
  check: (ana: Awaited<ReturnType<Apart['member']>>, ben: typeof ana) => Promise<void>,
): Promise<void> {
  const apart = await Apart.start(options);
  try {
    prepare(apart);
    const ana = await apart.member('Ana', 'a');
    const ben = await apart.member('Ben', 'b');
    const link = await ana.newMeeting();
    await ana.button('Join now').click();
    await ana.expectInCall();
    await ben.join(link);
    await check(ana, ben);
  } finally {
    await apart.stop();
  }
}

test('two networks without a way between them: a call over TURN and UDP', async () => {
  await meetApart(
    { transports: ['?transport=udp'] },
    () => undefined,
    async (ana, ben) => {
      await ana.expectMediaFrom(1);
      await ben.expectMediaFrom(1);
    },
  );
});

test('where UDP is blocked, the call goes over TURN and TCP', async () => {
  await meetApart(
    { transports: ['?transport=udp', '?transport=tcp'] },
    ({ networks: { nft, t } }) => {
      nft(t, 'add table inet block');
      nft(t, 'add chain inet block input { type filter hook input priority 0 ; }');
      for (const network of ['va', 'vb']) {
        nft(t, `add rule inet block input iifname "${network}*" meta l4proto udp drop`);
      }
    },
    async (ana, ben) => {
      await ana.expectMediaFrom(1);
      await ben.expectMediaFrom(1);
    },
  );
});

test('without a relay they do not meet, so that the tests above mean something', async () => {
  await meetApart(
    { transports: [] },
    () => undefined,
    async (ana, ben) => {
      await expect(ana.videoOf(ben)).toBeVisible();
      // Longer than the way over a relay takes.
      await ana.page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 3_000)));
      for (const someone of [ana, ben]) expect((await someone.received()).connected).toBe(0);
    },
  );
});
