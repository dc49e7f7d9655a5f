import { makeRoom } from './support/rest';
import { ParleyServer } from './support/server';
import { expect, Client, test } from './support/test';
import type { WatchedWindow } from './support/watch-media';

/** Runs in a page: how many peer connections it has created so far. */
const countConnections = () => (window as unknown as WatchedWindow).parleyTest.connections.length;

/** Waits for the connection that exists before joining. */
const expectPreconnected = (client: Client) =>
  expect.poll(async () => (await client.received()).connected).toBe(1);

test('of two lobby clients of one user, the first one joins and its media arrives', async ({
  user,
}) => {
  const [ana, ben] = [await user('Ana'), await user('Ben')];
  const link = await makeRoom(ben, 4);
  await ana.join(link);
  await ben.page.goto(link);
  await expectPreconnected(ben);
  const second = await ben.context.newPage();
  await second.goto(link);
  await expect(second.getByRole('button', { name: 'Join now' })).toBeEnabled();
  // Ana has a connection to the second client now; the first one still has its own.
  await expect.poll(() => ana.page.evaluate(countConnections)).toBe(2);
  await expectPreconnected(ana);

  await ben.button('Join now').click();
  await ben.expectInCall();
  await ana.expectMediaFrom(1);
  await ben.expectMediaFrom(1);
});

test('a preconnected user who finds the room full joins as soon as a seat is free', async ({
  user,
}) => {
  const [ana, ben, cem] = [await user('Ana'), await user('Ben'), await user('Cem')];
  const link = await makeRoom(ben, 2);
  await ana.join(link);
  await ben.page.goto(link);
  await expectPreconnected(ben);
  await cem.join(link);
  await ben.button('Join now').click();
  await expect(ben.page.getByRole('heading', { name: 'This room is full' })).toBeVisible();

  await cem.button('Leave').click();
  await ben.expectInCall();
  await ana.expectMediaFrom(1);
  await ben.expectMediaFrom(1);
});

test('losing both sockets before joining does not disturb the call after it', async ({
  browser,
}) => {
  const parley = await ParleyServer.start();
  const clients = [
    await Client.open(browser, parley.url, 'Ana'),
    await Client.open(browser, parley.url, 'Ben'),
  ] as const;
  const [ana, ben] = clients;
  for (const client of clients) await client.register();
  const link = await makeRoom(ben, 4);
  await ana.join(link);
  await ben.page.goto(link);
  await expectPreconnected(ana);

  await parley.end('SIGKILL');
  await parley.run();
  for (const { page } of clients) {
    await page.evaluate(() => window.dispatchEvent(new Event('online')));
  }
  await expectPreconnected(ben);
  await expectPreconnected(ana);
  await ben.button('Join now').click();
  await ben.expectInCall();
  await ana.expectMediaFrom(1);
  await ben.expectMediaFrom(1);
  for (const client of clients) {
    await client.expectClean();
    await client.context.close();
  }
  await parley.stop();
});
