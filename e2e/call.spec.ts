import { meet } from './support/start-call';
import { expect, test } from './support/test';

test('other participants see at once that a microphone or camera is off, and no frozen video frame stays', async ({
  user,
  onDashboard,
}) => {
  const ana = await onDashboard('Ana');
  const ben = await user('Ben');
  await meet([ana, ben]);
  const benForAna = ana.videoOf(ben);

  await ben.button('Turn microphone off').click();
  await expect(benForAna.getByRole('img', { name: 'Microphone off' })).toBeVisible();
  await ben.button('Turn camera off').click();
  await expect(benForAna.locator('video')).toHaveCount(0);
  await ben.button('Turn camera on').click();
  await expect(benForAna.locator('video')).toHaveCount(1);
  await ben.button('Turn microphone on').click();
  await expect(benForAna.getByRole('img', { name: 'Microphone off' })).toHaveCount(0);
  await ana.expectMediaFrom(1);

  await ben.button('Raise hand').click();
  await expect(benForAna.getByRole('img', { name: 'Hand raised' })).toBeVisible();
  // A meeting that stays in the mesh does not load the code of the SFU.
  const loaded = await ana.page.evaluate(() =>
    performance.getEntriesByType('resource').map(({ name }) => name),
  );
  expect(loaded.filter((url) => url.includes('/assets/engine-'))).toHaveLength(1);
  expect(loaded.filter((url) => url.includes('/assets/sfu-'))).toEqual([]);
  const withLivekit = await ana.page.evaluate(
    async (urls) => {
      const texts = await Promise.all(urls.map(async (url) => (await fetch(url)).text()));
      return urls.filter((_url, index) => texts[index]?.includes('livekit'));
    },
    loaded.filter((url) => url.endsWith('.js')),
  );
  expect(withLivekit).toEqual([]);
});

test('leaving the meeting and closing the window both remove the tile', async ({
  user,
  onDashboard,
}) => {
  const ana = await onDashboard('Ana');
  const ben = await user('Ben');
  const cem = await user('Cem');
  const link = await meet([ana, ben]);
  await cem.join(link);
  await ana.expectMediaFrom(2);

  await ben.leave();
  await expect(ana.videoOf(ben)).toHaveCount(0);
  await cem.closeWindow();
  await expect(ana.videoOf(cem)).toHaveCount(0, { timeout: 3_000 });
});

test('a participant who joins late reads earlier messages, HTML stays text and links open safely', async ({
  user,
  onDashboard,
}) => {
  const ana = await onDashboard('<b>Ana</b>');
  const ben = await user('Ben');
  const link = await ana.newMeeting();
  await ana.button('Join now').click();
  await ana.button('Chat').click();
  await ana.say('<img src=x onerror=alert(1)> javascript:alert(1) https://example.org');
  await ben.join(link);
  await ben.button('Chat').click();
  const log = ben.page.getByRole('log');
  await expect(log).toContainText('<img src=x onerror=alert(1)>');
  await expect(log).toContainText('<b>Ana</b>');
  await expect(log.getByRole('link')).toHaveCount(1);
  await expect(log.getByRole('link')).toHaveAttribute('href', 'https://example.org');
});
