import type { Page } from '@playwright/test';
import { longestShownGap, readShown } from './support/shown-media';
import {
  expectInMesh,
  expectOnSfu,
  join,
  meet,
  openMeeting,
  type People,
  test,
} from './support/sfu-meeting';
import { type Client, expect } from './support/test';

/** The streams that the statistics of a client show from and to a participant. */
const streamsOf = (page: Page, name: string) =>
  page.getByRole('table', { name: `Streams from and to ${name}` });

test('statistics show the SFU once and each participant, and a hidden video is not received', async ({
  person,
}) => {
  const people = await meet(person);
  await expectOnSfu(people);
  const { page } = people[0].client;
  await people[0].client.chooseMore('Statistics');
  await expect(page.getByText('Through the media server', { exact: false })).toBeVisible();
  await expect(streamsOf(page, 'Media server (SFU)').getByText('Camera').first()).toBeVisible();
  await expect(streamsOf(page, 'Ben').getByText('Camera')).toBeVisible();
  // On a phone the panel takes the place of the stage.
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(streamsOf(page, 'Ben').getByText('Camera')).toHaveCount(0, { timeout: 20_000 });
  await expect(streamsOf(page, 'Ben').getByText('Microphone')).toBeVisible();
  await page.setViewportSize({ width: 1280, height: 800 });
  await expect(streamsOf(page, 'Ben').getByText('Camera')).toBeVisible({ timeout: 20_000 });
});

test('after a change of network a client connects again beside, and nobody is interrupted', async ({
  person,
}) => {
  const people = await meet(person);
  await expectOnSfu(people);
  const [ana, ben] = people.map(({ client }) => client) as [Client, Client, Client];
  const since = Date.now();
  await ana.page.evaluate(() => window.dispatchEvent(new Event('online')));
  await ana.expectConnections(2, 30_000);
  await expectOnSfu(people);
  const gaps = [
    longestShownGap(await readShown(ana.page, 'Ben'), since),
    longestShownGap(await readShown(ben.page, 'Ana'), since),
  ];
  test.info().annotations.push({ type: 'longest gap (ms)', description: JSON.stringify(gaps) });
  expect(Math.max(...gaps)).toBeLessThan(1_000);
});

test('a meeting with a client that cannot reach the SFU stays in the mesh, and the client says why', async ({
  person,
}) => {
  const people: People = [await person('Ana'), await person('Ben'), await person('Cem')];
  const { page } = people[2].client;
  await page.routeWebSocket(/\/sfu\//, (socket) => void socket.close());
  const link = await openMeeting(people[0]);
  for (const other of people.slice(1)) await join(other, link);
  await people[2].client.chooseMore('Statistics');
  await expect(page.getByText(/network does not reach the media server/)).toBeVisible({
    timeout: 30_000,
  });
  await expectInMesh(people);
});
