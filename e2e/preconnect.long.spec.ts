import { makeRoom } from './support/rest';
import { ParleyServer } from './support/server';
import { expect, Person, test } from './support/test';
import type { WatchedWindow } from './support/watch-media';

/** Runs in a page: how many connections it has made so far. */
const countConnections = () => (window as unknown as WatchedWindow).parleyTest.connections.length;

/** The connection to whom stands before joining. */
const expectWarm = (person: Person) =>
  expect.poll(async () => (await person.received()).connected).toBe(1);

test('two pages of one account before the same door: the first of them joins and is seen', async ({
  guest,
}) => {
  const [ana, ben] = [await guest('Ana'), await guest('Ben')];
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
  guest,
}) => {
  const [ana, ben, cem] = [await guest('Ana'), await guest('Ben'), await guest('Cem')];
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
  const people = [
    await Person.open(browser, parley.url, 'Ana'),
    await Person.open(browser, parley.url, 'Ben'),
  ] as const;
  const [ana, ben] = people;
  for (const person of people) await person.register();
  const link = await makeRoom(ben, 4);
  await ana.join(link);
  await ben.page.goto(link);
  await expectWarm(ana);

  await parley.end('SIGKILL');
  await parley.run();
  for (const { page } of people) {
    await page.evaluate(() => window.dispatchEvent(new Event('online')));
  }
  await expectWarm(ben);
  await expectWarm(ana);
  await ben.button('Join now').click();
  await ben.expectInCall();
  await ana.expectMediaFrom(1);
  await ben.expectMediaFrom(1);
  for (const person of people) {
    await person.expectClean();
    await person.context.close();
  }
  await parley.stop();
});
