import type { Page } from '@playwright/test';
import { expectAccessible } from './support/accessible';
import { expect, test } from './support/test';

/** The megabytes that the page shows as used. */
async function dataUsed(page: Page): Promise<number> {
  const text = await page.getByText(/^Data used: /).textContent();
  const [, amount = '', unit = ''] = /([\d.]+) ?(kB|MB)/.exec(text ?? '') ?? [];
  return Number(amount) / (unit === 'kB' ? 1_000 : 1);
}

test('the statistics panel shows codec, size and bit rate, and the low-connection mode saves data', async ({
  user,
  onDashboard,
}) => {
  const ana = await onDashboard('Ana', { reducedMotion: 'reduce' });
  const ben = await user('Ben');
  const link = await ana.newMeeting();
  await ana.button('Join now').click();
  await ben.join(link);
  await ana.expectMediaFrom(1);

  await ana.chooseMore('Statistics');
  const panel = ana.page.getByRole('complementary', { name: 'Statistics' });
  const aboutBen = panel.getByRole('region', { name: 'Ben' });
  await expect(aboutBen).toContainText('Direct');
  const camera = aboutBen.getByRole('row').filter({ hasText: /Camera.*[1-9]\d*×[1-9]\d*/ });
  // One received and one sent, each with codec, size and bit rate.
  await expect(camera).toHaveCount(2);
  for (const row of await camera.all()) {
    await expect(row.getByRole('rowheader')).toContainText(/VP8|VP9|H264|AV1/);
    await expect(row.getByRole('cell').first()).toHaveText(/^[1-9][\d.]* ?[kM]b\/s$/);
  }
  await expect(aboutBen.getByRole('row').filter({ hasText: 'Microphone' })).toHaveCount(2);
  await expect(ana.videoOf('Ana').getByRole('img', { name: /^Your connection: / })).toBeAttached();
  await ana.page.setViewportSize({ width: 360, height: 640 });
  // Tooltips are outside of all landmarks, so the pointer must not rest on a button.
  await ana.page.mouse.move(180, 200);
  await expect(ana.page.getByRole('tooltip')).toBeHidden();
  await expectAccessible(ana.page);
  expect(await panel.evaluate((node) => node.scrollWidth - node.clientWidth)).toBe(0);
  await ana.page.setViewportSize({ width: 1_280, height: 800 });

  await ana.chooseMore('Low-connection mode');
  await expect(ana.videoOf('Ben')).toContainText('Camera paused to save data');
  await expect(camera.filter({ hasText: 'b/s' })).toHaveCount(1);
  const before = await ana.received();
  const used = await dataUsed(ana.page);
  await expect.poll(() => dataUsed(ana.page)).toBeGreaterThan(used);
  const after = await ana.received();
  expect(after.framesDecoded - before.framesDecoded).toBe(0);
  expect(after.audioPackets).toBeGreaterThan(before.audioPackets);

  await ana.chooseMore('Low-connection mode');
  await ana.expectMediaFrom(1);
});
