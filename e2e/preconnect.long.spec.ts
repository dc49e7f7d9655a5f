import { makeRoom } from './support/rest';
import { ParleyServer } from './support/server';
import { expect, Client, test } from './support/test';
import type { WatchedWindow } from './support/watch-media';

/** Runs in a page: how many connections it has made so far. */
const countConnections = () => (window as unknown as WatchedWindow).parleyTest.connections.length;

/** The connection to whom stands before joining. */
const expectWarm = (client: Client) =>
  expect.poll(async () => (await client.received()).connected).toBe(1);

test('two pages of one account before the same door: the first of them joins and is seen', async ({
  user,
}) => {
  const [ana, ben] = [await user('Ana'), await user('Ben')];
  const link = await makeRoom(ben, 4);
  await ana.join(link);
  await ben.page.goto(link);
  await expectWarm(ben);
  const second = await ben.context.newPage();
  await second.goto(link);
  await expect(second.getByRole('button', { name: 'Join now' })).toBeEnabled();
  // Ana's connection is to the second page now; the first one still has its own.
  await expect.poll(() => ana.page.evaluate(countConnections)).toBe(2);
  await expectWarm(ana);

  await ben.button('Join now').click();
  await ben.expectInCall();
  await ana.expectMediaFrom(1);
  await ben.expectMediaFrom(1);
});

test('whoever was made ready and found the room full is seen as soon as a seat is free', async ({
  user,
}) => {
  const [ana, ben, cem] = [await user('Ana'), await user('Ben'), await user('Cem')];
  const link = await makeRoom(ben, 2);
  await ana.join(link);
  await ben.page.goto(link);
  await expectWarm(ben);
  await cem.join(link);
  await ben.button('Join now').click();
  await expect(ben.page.getByRole('heading', { name: 'This room is full' })).toBeVisible();

  await cem.button('Leave').click();
  await ben.expectInCall();
  await ana.expectMediaFrom(1);
  await ben.expectMediaFrom(1);
});

test('sockets that were lost on both sides before joining cost nothing after it', async ({
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
  await expectWarm(ana);

  await parley.end('SIGKILL');
  await parley.run();
  for (const { page } of clients) {
    await page.evaluate(() => window.dispatchEvent(new Event('online')));
  }
  await expectWarm(ben);
  await expectWarm(ana);
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
