import { meet } from './support/start-call';
import { expect, test } from './support/test';

const LINES = 150;

test('a long chat keeps the scroll position and is printed completely, in light colours', async ({
  user,
  onDashboard,
}) => {
  const ana = await onDashboard('Ana', { colorScheme: 'dark' });
  const ben = await user('Ben');
  await meet([ana, ben]);
  await ana.button('Chat').click();
  for (let line = 1; line <= LINES; line += 1) await ana.say(`Line ${line}.`);
  await expect(ana.page.getByRole('log')).toContainText(`Line ${LINES}.`);

  // Ben reloads: the ack of the join contains the latest hundred messages.
  await ben.page.reload();
  await ben.button('Join now').click();
  await ben.expectInCall();
  await ben.button('Chat').click();
  const first = ben.page.getByText(`Line ${LINES - 99}.`, { exact: true });
  await first.scrollIntoViewIfNeeded();
  const log = ben.page.getByRole('log');
  await log.evaluate((list) => list.scrollTo(0, 0));
  const topOf = async () => Math.round((await first.boundingBox())?.y ?? Number.NaN);
  const before = await topOf();
  await ben.button('Show earlier messages').click();
  await expect(ben.page.getByText('Line 1.', { exact: true })).toBeAttached();
  expect(Math.abs((await topOf()) - before)).toBeLessThanOrEqual(1);
  await expect(ben.button('Show earlier messages')).toHaveCount(0);
  await expect(log).toBeFocused();

  await ben.leave();
  await ana.leave();
  await ana.page.goto('/history');
  await ana.page.getByRole('link', { name: "Ana's meeting", exact: true }).click();
  await expect(ana.page.getByText(`Line ${LINES}.`, { exact: true })).toBeAttached();
  await ana.button('Export').click();
  await expect(ana.page.getByRole('menuitem', { name: 'Print' })).toBeEnabled();
  await ana.page.keyboard.press('Escape');
  await ana.page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await expect(ana.page.getByRole('listitem').filter({ hasText: /Line \d+\.$/ })).toHaveCount(
    LINES,
  );
  await expect(ana.page.getByRole('button')).toHaveCount(0);
  await expect(ana.page.getByRole('banner')).toBeHidden();
  const colours = await ana.page.evaluate(() => ({
    page: getComputedStyle(document.documentElement).backgroundColor,
    text: getComputedStyle(document.querySelector('h1') as Element).color,
  }));
  expect(colours).toEqual({ page: 'rgb(255, 255, 255)', text: 'rgb(16, 20, 24)' });
});
