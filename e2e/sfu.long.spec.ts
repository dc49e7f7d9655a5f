import { readShown, longestShownGap } from './support/shown-media';
import {
  expectInMesh,
  expectOnSfu,
  meet,
  type People,
  type Person,
  test,
} from './support/sfu-meeting';
import { type Client, expect } from './support/test';

/** Three people in one meeting, which has moved to the SFU. */
async function meetOnSfu(person: (name: string) => Promise<Person>): Promise<People> {
  const people = await meet(person);
  await expectOnSfu(people);
  return people;
}

const clientsOf = (people: People) =>
  people.map(({ client }) => client) as [Client, Client, Client];

test('the third participant makes a meeting move to the SFU, and mute, cameras and screens stay', async ({
  person,
}) => {
  const [ana, ben, cem] = clientsOf(await meetOnSfu(person));
  // Mute, chat and a camera that is off are Parley's own on both routes.
  await ben.button('Turn camera off').click();
  await expect(ana.videoOf(ben).locator('video')).toHaveCount(0);
  await ben.button('Turn camera on').click();
  await expect(ana.videoOf(ben).locator('video')).toHaveCount(1);
  const { frames } = await readShown(ana.page, 'Ben');
  await expect
    .poll(async () => (await readShown(ana.page, 'Ben')).frames.length)
    .toBeGreaterThan(frames.length + 3);
  await ben.button('Turn microphone off').click();
  await expect(cem.videoOf(ben).getByRole('img', { name: 'Microphone off' })).toBeVisible();
  await cem.button('Share screen').click();
  await expect(ana.page.getByRole('figure', { name: /screen/i }).locator('video')).toHaveCount(1);
});

test('F07: when the SFU dies, the meeting returns to the mesh, and moves again when it is back', async ({
  person,
  sfu,
}) => {
  const people = await meetOnSfu(person);
  await sfu.kill();
  await expectInMesh(people);
  await sfu.run();
  await expectOnSfu(people);
});

test('F01: a meeting on the SFU goes on while the server is killed, and stays there', async ({
  person,
  parley,
}) => {
  const people = await meetOnSfu(person);
  const [ana, ben] = clientsOf(people);
  const killedAt = Date.now();
  await parley.end('SIGKILL');
  await expect(ana.page.getByText(/Connection to the server lost/)).toBeVisible();
  await parley.run();
  await expect(ana.page.getByText(/Connection to the server lost/)).toHaveCount(0);
  await ana.button('Chat').click();
  await ana.say('Still here');
  await ben.button('Chat').click();
  await expect(ben.page.getByText('Still here')).toHaveCount(1);
  await expectOnSfu(people);
  expect(longestShownGap(await readShown(ana.page, 'Ben'), killedAt)).toBeLessThan(2_000);
});
