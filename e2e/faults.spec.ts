import { expectSameTile, markTile } from './support/continuity';
import type { Person } from './support/person';
import { startCall } from './support/start-call';
import { expect, test } from './support/test';

type Open = (name: string) => Promise<Person>;

/** Ana invites, the others come by her link. */
async function callOf(member: Open, guest: Open, names: readonly string[]): Promise<Person[]> {
  const people = [await member('Ana')];
  for (const name of names) people.push(await guest(name));
  await startCall(people);
  return people;
}

test('the server is killed in a call of three: media goes on, tiles stay, chat arrives once', async ({
  guest,
  member,
  parley,
}) => {
  const people = await callOf(member, guest, ['Ben', 'Cleo']);
  const [ana, ben, cleo] = people as [Person, Person, Person];
  for (const viewer of people) {
    for (const shown of people) if (shown !== viewer) await markTile(viewer, shown);
  }
  await parley.end('SIGKILL');
  await expect(ana.page.getByText(/Connection to the server lost/)).toBeVisible();
  await ana.say('Written while the server was dead');
  for (const person of people) await person.expectMediaFrom(2);

  await parley.run();
  await expect(ana.page.getByText(/Connection to the server lost/)).toHaveCount(0);
  for (const { page } of [ana, ben, cleo]) {
    await expect(page.getByText('Written while the server was dead')).toHaveCount(1);
  }
  await expect(ana.page.getByText('sending…')).toHaveCount(0);
  for (const viewer of people) {
    for (const shown of people) if (shown !== viewer) await expectSameTile(viewer, shown);
  }
  await ana.expectMediaFrom(2);
});

test('the database is gone for a while: the call goes on and chat is delivered once', async ({
  guest,
  member,
  parley,
}) => {
  const [ana, ben] = (await callOf(member, guest, ['Ben'])) as [Person, Person];
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
