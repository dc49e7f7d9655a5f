import { readFileSync } from 'node:fs';
import { expectAccessible, expectNoSideways } from './support/accessible';
import { expect, test } from './support/test';

/** Without animations, axe sees the final colours. */
const still = { permissions: [], reducedMotion: 'reduce' as const };

test('a record is exported, and keys, the calendar and a webhook are set up, with the keyboard alone', async ({
  onDashboard,
}) => {
  const ana = await onDashboard('Ana', { ...still, colorScheme: 'dark' });
  const { page } = ana;
  const { keyboard } = page;
  await ana.newMeeting();
  await ana.button('Join now').click();
  await ana.expectInCall();
  await ana.button('Chat').click();
  await ana.say('A line to export');
  await ana.leave();
  await page.getByRole('link', { name: 'See the record of this meeting' }).focus();
  await keyboard.press('Enter');

  await ana.button('Export').focus();
  await keyboard.press('Enter');
  await expect(page.getByRole('menuitem', { name: 'Markdown' })).toBeFocused();
  const [file] = await Promise.all([page.waitForEvent('download'), keyboard.press('Enter')]);
  expect(file.suggestedFilename()).toMatch(/^\d{4}-\d\d-\d\d-ana-s-meeting\.md$/);
  expect(readFileSync(await file.path(), 'utf8')).toContain('Ana: A line to export');
  await page.emulateMedia({ colorScheme: 'light' });
  await ana.button('Export').click();
  await keyboard.press('Escape');
  await page.emulateMedia({ colorScheme: 'dark' });

  await page.goto('/settings');
  await ana.button('New API key').focus();
  await keyboard.press('Enter');
  await expect(page.getByRole('textbox', { name: 'Name' })).toBeFocused();
  await keyboard.type('Archive');
  await expectAccessible(page, 'new API key');
  await keyboard.press('Enter');
  await expect(page.getByText(/^parley_/)).toBeVisible();
  await ana.button('I have kept it').focus();
  await keyboard.press('Enter');
  await expect(page.getByRole('list', { name: 'Your API keys' })).toContainText('Archive');

  await ana.button('Create calendar address').focus();
  await keyboard.press('Enter');
  await expect(page.getByText(/^webcal:/)).toBeVisible();
  await expectAccessible(page, 'calendar address');
  await ana.button('I have kept it').focus();
  await keyboard.press('Enter');

  await ana.button('New webhook').focus();
  await keyboard.press('Enter');
  await expect(page.getByRole('textbox', { name: 'Address' })).toBeFocused();
  // No name server knows this name, so the test fails and its delivery waits.
  await keyboard.type('https://receiver.invalid/hook');
  await expectAccessible(page, 'new webhook');
  await keyboard.press('Enter');
  await expect(page.getByText(/^whsec_/)).toBeVisible();
  await expectAccessible(page, 'secret of a webhook');
  await ana.button('I have kept it').focus();
  await keyboard.press('Enter');
  await page.getByRole('button', { name: /^Send a test to/ }).focus();
  await keyboard.press('Enter');
  const deliveries = page.getByRole('list', { name: 'Deliveries, latest first' });
  await expect(deliveries.getByRole('listitem')).toHaveCount(1);
  await expectAccessible(page, 'settings');
  await page.getByRole('heading', { name: 'API keys' }).scrollIntoViewIfNeeded();
  await page.setViewportSize({ width: 390, height: 844 });
  await page.emulateMedia({ colorScheme: 'light' });
  await expectNoSideways(page);
  await ana.button('New API key').click();
});

test('the owner of a room downloads who attended it', async ({ onDashboard }) => {
  const ana = await onDashboard('Ana', still);
  const { page } = ana;
  await ana.newMeeting();
  await ana.button('Join now').click();
  await ana.expectInCall();
  await ana.leave();
  await page.goto('/');
  await page
    .getByRole('button', { name: /^More about/ })
    .first()
    .click();
  await page.getByRole('menuitem', { name: 'Attendance (CSV)…' }).click();
  await expectAccessible(page, 'attendance of a room');
  const [file] = await Promise.all([page.waitForEvent('download'), ana.button('Download').click()]);
  expect(readFileSync(await file.path(), 'utf8')).toContain('"Ana"');
});
