import { type Client, expect, test as base } from './support/test';
import { TestSfu } from './support/sfu';
import { ParleyServer } from './support/server';

/** A server with an SFU of its own, and small meetings so that few browsers are enough. */
const test = base.extend<object, { sfu: TestSfu }>({
  sfu: [
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const sfu = await TestSfu.start();
      await use(sfu);
      await sfu.stop();
    },
    { scope: 'worker', timeout: 900_000 },
  ],
  parley: [
    async ({ sfu }, use) => {
      const server = await ParleyServer.start({ ...sfu.variables, MESH_LIMIT: '2' });
      await use(server);
      await server.stop();
    },
    { scope: 'worker' },
  ],
});

/** Three clients in one meeting, which has moved to the SFU. */
async function meetOnSfu(
  onDashboard: (name: string) => Promise<Client>,
  user: (name: string) => Promise<Client>,
): Promise<Client[]> {
  const ana = await onDashboard('Ana');
  const others = [await user('Ben'), await user('Cem')];
  const link = await ana.newMeeting();
  await ana.button('Join now').click();
  await ana.expectInCall();
  for (const other of others) await other.join(link);
  const all = [ana, ...others];
  // One connection to the SFU, instead of one to each other participant.
  await expectConnections(all, 1);
  return all;
}

async function expectConnections(all: readonly Client[], count: number): Promise<void> {
  for (const client of all) await client.expectConnections(count, 60_000);
}

async function expectAllPlaying(all: readonly Client[]): Promise<void> {
  for (const viewer of all) {
    for (const shown of all) if (viewer !== shown) await expectPlaying(viewer, shown);
  }
}

test('the third participant makes a meeting move to the SFU, and everybody sees everybody', async ({
  onDashboard,
  user,
}) => {
  const all = await meetOnSfu(onDashboard, user);
  await expectAllPlaying(all);
  const [ana, ben, cem] = all as [Client, Client, Client];
  // Mute, chat and a camera that is off are Parley's own on both routes.
  await ben.button('Turn camera off').click();
  await expect(ana.videoOf(ben).locator('video')).toHaveCount(0);
  await ben.button('Turn camera on').click();
  await expectPlaying(ana, ben);
  await ben.button('Turn microphone off').click();
  await expect(cem.videoOf(ben).getByRole('img', { name: 'Microphone off' })).toBeVisible();
  await cem.button('Share screen').click();
  await expect(ana.page.getByRole('figure', { name: /screen/i }).locator('video')).toHaveCount(1);
});

test('when the SFU dies, the meeting returns to the mesh, and moves again when it is back', async ({
  onDashboard,
  user,
  sfu,
}) => {
  const all = await meetOnSfu(onDashboard, user);
  sfu.kill();
  await expectConnections(all, 2);
  await expectAllPlaying(all);
  await expectConnections(all, 1);
  await expectAllPlaying(all);
});

test('a meeting on the SFU goes on while the server is killed, and stays there', async ({
  onDashboard,
  user,
  parley,
}) => {
  const all = await meetOnSfu(onDashboard, user);
  const [ana, ben] = all as [Client, Client, Client];
  await parley.end('SIGKILL');
  await expect(ana.page.getByText(/Connection to the server lost/)).toBeVisible();
  await expectAllPlaying(all);
  await parley.run();
  await expect(ana.page.getByText(/Connection to the server lost/)).toHaveCount(0);
  await ana.button('Chat').click();
  await ana.say('Still here');
  await ben.button('Chat').click();
  await expect(ben.page.getByText('Still here')).toHaveCount(1);
  await expectConnections(all, 1);
  await expectAllPlaying(all);
});

/** Expects that new video frames of a participant are shown. */
async function expectPlaying(viewer: Client, shown: Client): Promise<void> {
  const video = viewer.videoOf(shown).locator('video').last();
  const frames = () =>
    video.evaluate(
      (element: HTMLVideoElement) => element.getVideoPlaybackQuality().totalVideoFrames,
    );
  const before = await frames();
  await expect.poll(frames).toBeGreaterThan(before + 5);
}
