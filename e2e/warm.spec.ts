import { expect, test } from './support/test';

test('before joining a connection stands ready, and nobody is seen or heard on it', async ({
  guest,
  member,
}) => {
  const ana = await member('Ana');
  const ben = await guest('Ben');
  const link = await ana.newMeeting();
  await ana.button('Join now').click();
  await ana.expectInCall();
  await ben.page.goto(link);
  await expect(ben.button('Join now')).toBeVisible();
  for (const someone of [ana, ben]) {
    await expect.poll(async () => (await someone.received()).connected).toBe(1);
  }
  // Long enough for sound and pictures to arrive, if there were any: measured by a page's own clock.
  await ben.page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 1_000)));
  for (const someone of [ana, ben]) {
    const received = await someone.received();
    expect(received).toMatchObject({ framesDecoded: 0, audioPackets: 0 });
  }
  await expect(ana.videoOf(ben)).toBeHidden();

  await ben.button('Join now').click();
  await ben.expectInCall();
  await ana.expectMediaFrom(1);
  await ben.expectMediaFrom(1);
  const marks = await ben.page.evaluate(() =>
    performance.getEntriesByType('mark').map(({ name }) => name),
  );
  // Media may be there before the server's answer is; connecting was over before the click.
  expect(new Set(marks.filter((name) => name.startsWith('parley:join:')))).toEqual(
    new Set(['click', 'ack', 'track', 'firstFrame'].map((step) => `parley:join:${step}`)),
  );
});

test('who turns back before the door leaves nothing behind', async ({ guest, member }) => {
  const ana = await member('Ana');
  const ben = await guest('Ben');
  const link = await ana.newMeeting();
  await ana.button('Join now').click();
  await ana.expectInCall();
  await ben.page.goto(link);
  await expect.poll(async () => (await ana.received()).connected).toBe(1);
  await ben.page.goto('/');
  await expect.poll(async () => (await ana.received()).connected).toBe(0);
});
