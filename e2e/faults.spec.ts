import { expect, test } from './support/test';
import type { Person } from './support/person';

async function startCall(member: (name: string) => Promise<Person>) {
  const ana = await member('Ana');
  const ben = await member('Ben');
  const link = await ana.newMeeting();
  await ana.button('Join now').click();
  await ben.join(link);
  await ana.expectMediaFrom(1);
  await ben.expectMediaFrom(1);
  return { ana, ben };
}

test('the server is killed in a call: media goes on, people stay, chat arrives once', async ({
  member,
  parley,
}) => {
  const { ana, ben } = await startCall(member);
  await ana.button('Chat').click();
  await ben.button('Chat').click();
  await parley.end('SIGKILL');
  await expect(ana.page.getByText(/Connection to the server lost/)).toBeVisible();
  await ana.say('Written while the server was dead');
  const during = await ben.received();
  await expect
    .poll(async () => (await ben.received()).framesDecoded)
    .toBeGreaterThan(during.framesDecoded + 20);

  await parley.run();
  await expect(ana.page.getByText(/Connection to the server lost/)).toHaveCount(0);
  await expect(ben.page.getByText('Written while the server was dead')).toHaveCount(1);
  await expect(ana.page.getByText('sending…')).toHaveCount(0);
  await expect(ana.page.getByText('Written while the server was dead')).toHaveCount(1);
  await expect(ana.videoOf(ben)).toBeVisible();
  await ana.expectMediaFrom(1);
});

test('the database is gone for a while: the call goes on and chat is delivered once', async ({
  member,
  parley,
}) => {
  const { ana, ben } = await startCall(member);
  await ana.button('Chat').click();
  await ben.button('Chat').click();
  parley.database.cut();
  await ana.say('Written while nothing could be stored');
  await expect(ana.page.getByText('sending…')).toBeVisible();
  await ben.button('Turn camera off').click();
  await expect(ana.videoOf(ben).locator('video')).toHaveCount(0);

  parley.database.mend();
  await expect(ben.page.getByText('Written while nothing could be stored')).toHaveCount(1);
  await expect(ana.page.getByText('sending…')).toHaveCount(0);
  await ana.expectClean();
});
