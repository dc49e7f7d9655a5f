import { expectSameTile, markTile } from './support/continuity';
import { readRecord } from './support/record';
import { ParleyServer } from './support/server';
import { passTime } from './support/pass-time';
import { startCall } from './support/start-call';
import { expect, Client, test } from './support/test';
import type { WatchedWindow } from './support/watch-media';

const LEASE_SECONDS = 3;
const DOWN_MS = 2 * LEASE_SECONDS * 1_000;

/** The states of all connections that the page has created, in order; a new one would add an entry. */
const connections = ({ page }: Client) =>
  page.evaluate(() =>
    (window as unknown as WatchedWindow).parleyTest.connections.map(
      ({ connectionState }) => connectionState,
    ),
  );

test('a server that is down for longer than a lease finds the same connections and one record', async ({
  browser,
}) => {
  const parley = await ParleyServer.start({
    SEAT_LEASE_SECONDS: String(LEASE_SECONDS),
    CRASH_LEASE_SECONDS: '1',
  });
  const clients = [
    await Client.open(browser, parley.url, 'Ana'),
    await Client.open(browser, parley.url, 'Ben'),
  ] as const;
  const [ana, ben] = clients;
  for (const client of clients) await client.register();
  await startCall(clients);
  await markTile(ana, ben);
  await markTile(ben, ana);
  const before = await Promise.all(clients.map(connections));

  await parley.end('SIGKILL');
  await passTime(DOWN_MS);
  await parley.run();
  for (const { page } of clients) {
    await page.evaluate(() => window.dispatchEvent(new Event('online')));
  }
  await ben.say('Said after the server came back');
  await expect(ana.page.getByText('Said after the server came back')).toHaveCount(1);

  expect(await Promise.all(clients.map(connections))).toEqual(before);
  await expectSameTile(ana, ben);
  await expectSameTile(ben, ana);
  await ana.expectMediaFrom(1);
  const record = await readRecord(ana);
  expect(record.endedAt).toBeNull();
  expect(record.attendances.map(({ intervals }) => intervals.length)).toEqual([1, 1]);
  for (const client of clients) {
    await client.expectClean();
    await client.context.close();
  }
  await parley.stop();
});
