import { keyOf, makeEncryptedRoom, watchSent, withOtherKey } from './support/encrypted-room';
import { keyCheckOf } from '../frontend/src/core/room-key';
import { test } from './support/sfu-test';
import { expectNewFrames } from './support/shown-media';
import { type Client, expect } from './support/test';

test.use({ variables: { MESH_LIMIT: '2', LOG_LEVEL: 'debug' } });

type OnDashboard = (name: string) => Promise<Client>;

/** Three clients with the link. */
async function meet(onDashboard: OnDashboard, user: OnDashboard) {
  const ana = await onDashboard('Ana');
  const all = [ana, await user('Ben'), await user('Cem')];
  const sent = all.map(({ page }) => watchSent(page));
  const link = await makeEncryptedRoom(ana, 'Board');
  for (const client of all) await client.join(link);
  return { all, link, sent: () => sent.flat() };
}

async function expectOnSfu(all: readonly Client[]): Promise<void> {
  for (const client of all) await client.expectConnections(1, 60_000);
}

/** Expects that new video frames of a participant are shown. */
const expectPlaying = (viewer: Client, shown: Client): Promise<void> =>
  expectNewFrames(viewer.videoOf(shown).locator('video').last(), 5);

async function expectAllPlaying(all: readonly Client[]): Promise<void> {
  for (const viewer of all) {
    for (const shown of all) if (viewer !== shown) await expectPlaying(viewer, shown);
  }
}

/**
 * Has the server lie to a client about the key check of a room, so that the client joins with the
 * wrong key.
 */
async function deceive({ page }: Client, link: string): Promise<void> {
  const right = await keyCheckOf(keyOf(link));
  const wrong = await keyCheckOf(keyOf(withOtherKey(link)));
  await page.routeWebSocket(/\/socket\.io\//, (route) => {
    const server = route.connectToServer();
    server.onMessage((message) =>
      route.send(typeof message === 'string' ? message.replaceAll(right, wrong) : message),
    );
  });
}

test('three people with the link meet encrypted on the SFU, and a fourth with another key sees nobody', async ({
  onDashboard,
  user,
  parley,
}) => {
  const { all, link, sent } = await meet(onDashboard, user);
  await expectOnSfu(all);
  expect(sent().some((message) => message.includes('encryption-worker'))).toBe(true);
  await expectAllPlaying(all);
  const [ana, ben] = all as [Client, Client, Client];
  await ben.button('Turn camera off').click();
  await expect(ana.videoOf(ben).locator('video')).toHaveCount(0);
  await ben.button('Turn camera on').click();
  await expectPlaying(ana, ben);

  const eve = await user('Eve');
  await deceive(eve, link);
  await eve.join(withOtherKey(link));
  await expect(eve.page.getByText(/You see and hear nobody/)).toBeVisible({ timeout: 30_000 });
  for (const shown of all) await expect(eve.videoOf(shown).locator('video')).toHaveCount(0);
  await expect(ana.page.getByText(/You cannot see or hear Eve/)).toBeVisible({ timeout: 30_000 });
  await expectAllPlaying(all);

  const key = keyOf(link);
  expect(sent().filter((message) => message.includes(key))).toEqual([]);
  expect(parley.entries.length).toBeGreaterThan(10);
  expect(JSON.stringify(parley.entries)).not.toContain(key);
});

test('a meeting in which one participant has another key stays in the mesh', async ({
  onDashboard,
  user,
}) => {
  const ana = await onDashboard('Ana');
  const [ben, eve] = [await user('Ben'), await user('Eve')];
  const link = await makeEncryptedRoom(ana, 'Board');
  await deceive(eve, link);
  await ana.join(link);
  await ben.join(link);
  await eve.join(withOtherKey(link));
  await expect(ana.page.getByText(/stays between browsers/)).toBeVisible({ timeout: 30_000 });
  const all = [ana, ben, eve];
  for (const client of all) await client.expectConnections(2, 30_000);
  await expectAllPlaying(all);
});
