import { freePort } from '../scripts/lib/ports.mjs';
import { Coturn, TURN_SECRET, whyNoCoturn } from './networks/support/coturn';
import { expectAccessible, expectNoSideways } from './support/accessible';
import { ParleyServer } from './support/server';
import { TestSfu } from './support/sfu';
import { expect, Client, test } from './support/test';

test('the check measures the connection over the relay, and reports a relay with another secret', async ({
  browser,
}) => {
  const reason = whyNoCoturn();
  test.skip(reason !== null, reason ?? '');
  const port = await freePort();
  const loopback = ['--allow-loopback-peers', '--allowed-peer-ip=127.0.0.1'];
  const coturn = await Coturn.start({ address: '127.0.0.1', port, more: loopback });
  const turn = { TURN_URLS: `turn:127.0.0.1:${port}?transport=udp` };
  const [parley, mismatched] = await Promise.all([
    ParleyServer.start({ ...turn, TURN_SECRET }),
    ParleyServer.start({ ...turn, TURN_SECRET: 'another-one' }),
  ]);
  const ana = await Client.open(browser, parley.url, 'Ana');
  const ben = await Client.open(browser, mismatched.url, 'Ben');
  try {
    for (const client of [ben, ana]) {
      await client.page.emulateMedia({ reducedMotion: 'reduce' });
      await client.register();
      await client.page.goto('/check');
      await client.button('Start check').click();
    }
    const main = ana.page.getByRole('main');
    // The quality depends on the load of this machine; that it was measured does not.
    await expect(main).toContainText(/Round trip [\d.]+ ms · .* · [\d.]+ Mbit\/s · UDP/);
    await expect(main).toContainText(/Expected quality: (good|fair|audio only)/);
    await expect(main).toContainText('The relay works');
    await expect(ana.button('Check again')).toBeEnabled();
    await expectAccessible(ana.page);
    await expectNoSideways(ana.page);
    await expect(ben.page.getByRole('main')).toContainText('does not accept this server');
    for (const client of [ana, ben]) await client.expectClean();
  } finally {
    for (const client of [ana, ben]) await client.context.close();
    await Promise.all([parley.stop(), mismatched.stop()]);
    await coturn.stop();
  }
});

test('the check sends video through the SFU, and says when the SFU does not answer', async ({
  browser,
}) => {
  // The first time, LiveKit is built.
  test.setTimeout(900_000);
  const sfu = await TestSfu.start();
  const parley = await ParleyServer.start(sfu.variables);
  const ana = await Client.open(browser, parley.url, 'Ana');
  try {
    await ana.page.emulateMedia({ reducedMotion: 'reduce' });
    await ana.register();
    await ana.page.goto('/check');
    const main = ana.page.getByRole('main');
    const check = async (words: string): Promise<void> => {
      await ana.page.getByRole('button', { name: /Start check|Check again/ }).click();
      await expect(main).toContainText(words, { timeout: 60_000 });
      await expect(ana.button('Check again')).toBeEnabled();
    };
    await check('Large meetings work');
    await expectAccessible(ana.page);
    await expectNoSideways(ana.page);
    await sfu.stop();
    await check('The server for large meetings does not answer');
    await ana.expectClean();
  } finally {
    await ana.context.close();
    await parley.stop();
    await sfu.stop();
  }
});
