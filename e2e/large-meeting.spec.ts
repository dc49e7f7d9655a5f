import { FakeLivekit } from '../backend/src/sfu/testing/fake-livekit';
import { type Bot, fillRoom } from './support/bots';
import { ParleyServer } from './support/server';
import { type Client, expect, test as base } from './support/test';

/**
 * A server whose SFU has rooms and forwards no media: these tests are about the pages. A third
 * participant makes a meeting move.
 */
const test = base.extend<object, { livekit: FakeLivekit }>({
  livekit: [
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const livekit = await FakeLivekit.start();
      await use(livekit);
      await livekit.stop();
    },
    { scope: 'worker' },
  ],
  parley: [
    async ({ livekit }, use) => {
      const server = await ParleyServer.start({
        ...livekit.variables,
        MESH_LIMIT: '2',
        ROOM_LIMIT: '31',
      });
      await use(server);
      await server.stop();
    },
    { scope: 'worker' },
  ],
});

const NAMES =
  'Amélie Aoki Björn Carla Chidi Daria Diego Elif Emeka Farid Fiona Greta Hana Hugo Ines Ivan Jonas Kamal Keiko Lena Luis Maya Mikkel Nadia Noor Olga Pablo Priya Quinn Zoë'.split(
    ' ',
  );

const tiles = ({ page }: Client) => page.getByRole('figure');
const pageOfStage = ({ page }: Client) => page.getByRole('status', { name: /^Page \d+ of \d+$/ });

async function joinThirty(ana: Client): Promise<Bot[]> {
  const link = await ana.newMeeting();
  const bots = await fillRoom(link, NAMES);
  await expect(ana.page.getByText(/^Amélie .*, Björn .* and 27 others are here\.$/)).toBeVisible();
  await ana.button('Join now').click();
  await ana.expectInCall();
  return bots;
}

test('thirty-one people are on pages, and those who raise a hand come to the first', async ({
  onDashboard,
}) => {
  const ana = await onDashboard('Ana');
  const bots = await joinThirty(ana);
  await expect(tiles(ana)).toHaveCount(16);
  await expect(pageOfStage(ana)).toHaveAccessibleName('Page 1 of 2');
  await expect(ana.videoOf('Zoë')).toHaveCount(0);
  await bots.at(-1)?.update({ hand: true });
  await expect(ana.videoOf('Zoë')).toBeVisible();
  await expect(tiles(ana)).toHaveCount(16);

  await ana.button('Next page').click();
  await expect(tiles(ana)).toHaveCount(15);

  await ana.button('Previous page').click();
  await ana.page.getByRole('button', { name: 'Pin Aoki', exact: true }).click();
  await expect.poll(() => tiles(ana).count()).toBeLessThan(8);
  await expect(ana.videoOf('Aoki')).toBeVisible();
  await ana.page.getByRole('button', { name: 'Unpin Aoki', exact: true }).click();

  // On a phone there are fewer tiles.
  await ana.page.setViewportSize({ width: 390, height: 844 });
  await expect(tiles(ana)).toHaveCount(8);
  await expect(pageOfStage(ana)).toHaveAccessibleName('Page 1 of 4');
  for (const bot of bots) bot.leave();
});

test('the people panel finds one of thirty-one', async ({ onDashboard }) => {
  const ana = await onDashboard('Ana');
  const bots = await joinThirty(ana);
  await ana.openPeople();
  const panel = ana.page.getByRole('complementary', { name: 'People' });
  await expect(panel.getByRole('listitem')).toHaveCount(31);
  await panel.getByRole('searchbox', { name: 'Search people' }).fill('zoe');
  await expect(panel.getByRole('listitem')).toHaveText([/Zoë/]);
  await panel.getByRole('button', { name: 'More about Zoë' }).click();
  await ana.page.getByRole('menuitem', { name: 'Remove', exact: true }).click();
  await expect(panel.getByRole('status')).toHaveText('0 of 30 people');
  for (const bot of bots) bot.leave();
});

test('the thirty-second person waits and gets the first seat that is free', async ({
  onDashboard,
  user,
}) => {
  const ana = await onDashboard('Ana');
  const bots = await joinThirty(ana);
  const late = await user('Late');
  await late.page.goto(ana.page.url());
  await late.button('Join now').click();
  await expect(late.page.getByRole('heading', { name: 'This room is full' })).toBeVisible();
  await expect(late.page.getByText(/^It has 31 seats\. In it: /)).toBeVisible();
  await bots[5]?.ask('meeting:leave', {});
  await late.expectInCall();
  await expect(tiles(late)).toHaveCount(16);
  for (const bot of bots) bot.leave();
});
