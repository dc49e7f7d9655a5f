import { expectAccessible, expectNoSideways } from './support/accessible';
import { makeRoom } from './support/rest';
import { type Client, expect, test } from './support/test';

const PHONE = { width: 390, height: 844 };
const DESKTOP = { width: 1280, height: 800 };
/** Without animations, axe sees the final colours. */
const still = { permissions: [], reducedMotion: 'reduce' as const };

/** Axe in both colour schemes, on a desktop and on a phone. */
async function expectFine({ page }: Client, where: string): Promise<void> {
  for (const viewport of [DESKTOP, PHONE]) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await expectAccessible(page, `${where}, ${colorScheme}, ${viewport.width}`);
    }
    await expectNoSideways(page);
  }
  await page.setViewportSize(DESKTOP);
  await page.emulateMedia({ colorScheme: 'light' });
}

test('the owner chooses how long records are kept, and everybody reads it before joining', async ({
  onDashboard,
  client,
}) => {
  const ana = await onDashboard('Ana', still);
  const link = await makeRoom(ana, 4);
  await ana.page.reload();
  await ana.page.getByRole('button', { name: /^More about/ }).click();
  await ana.page.getByRole('menuitem', { name: 'Room settings' }).click();
  const dialog = ana.page.getByRole('dialog', { name: 'Room settings' });
  await expect(dialog.getByRole('radio', { name: 'Forever' })).toBeChecked();
  await dialog.getByRole('radio', { name: '30 days' }).check();
  await expectFine(ana, 'room settings');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();

  const gus = await client('Gus', still);
  await gus.page.goto(link);
  await expect(gus.page.getByText(/kept for 30 days after the meeting/)).toBeVisible();
  await expectFine(gus, 'lobby of a guest');
  await ana.page.goto(link);
  await expect(ana.page.getByText(/kept for 30 days after the meeting/)).toBeVisible();
  await ana.button('Join now').click();
  await ana.expectInCall();
  await ana.button('Chat').click();
  await expect(ana.page.getByRole('log', { name: 'Chat' })).toContainText('kept for 30 days');
});

test('a record is shared by link and revoked with the keyboard, and the open page closes', async ({
  onDashboard,
  client,
}) => {
  const ana = await onDashboard('Ana', still);
  await ana.newMeeting();
  await ana.button('Join now').click();
  await ana.expectInCall();
  await ana.button('Chat').click();
  await ana.say('We ship on Monday');
  await ana.leave();
  const { page } = ana;
  const { keyboard } = page;
  await page.getByRole('link', { name: 'See the record of this meeting' }).click();
  await page.getByRole('button', { name: 'Share', exact: true }).focus();
  await keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Share this record' });
  await dialog.getByRole('combobox', { name: 'Link works for' }).focus();
  await keyboard.press('Enter');
  await keyboard.press('ArrowDown');
  await keyboard.press('Enter');
  await expect(dialog.getByRole('combobox', { name: 'Link works for' })).toHaveText('30 days');
  await keyboard.press('Tab');
  await keyboard.press('Enter');
  const link = await dialog.getByRole('textbox', { name: 'Share link' }).inputValue();
  await expect(dialog.getByRole('list', { name: 'Shares' })).toContainText('not opened yet');
  await expectFine(ana, 'share dialog');

  const reader = await client('Reader', still);
  await reader.page.goto(link);
  await expect(reader.page.getByRole('list', { name: 'Lines' })).toContainText('We ship on Monday');
  await expect(reader.page.getByText(/You can read and print it/)).toBeVisible();
  await expectFine(reader, 'shared record');

  await dialog.getByRole('button', { name: /^Revoke/ }).focus();
  await keyboard.press('Enter');
  await expect(dialog.getByText(/^With nobody\./)).toBeVisible();
  await reader.page.bringToFront();
  await reader.page.evaluate(() =>
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true })),
  );
  await expect(
    reader.page.getByRole('heading', { name: 'This link does not work any more' }),
  ).toBeVisible({ timeout: 45_000 });
  await keyboard.press('Escape');
  await expect(dialog).toBeHidden();
});
