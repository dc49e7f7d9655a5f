import { expectAccessible, expectNoSideways } from './support/accessible';
import { Bot } from './support/bots';
import { expect, test, type Client } from './support/test';

const NO_DEVICES = { permissions: [] };
/** Without animations, axe sees the final colours. */
const still = { ...NO_DEVICES, reducedMotion: 'reduce' as const };

/** Ana meets Ben, who raises a hand and writes; then both leave. */
async function meet(ana: Client): Promise<void> {
  const link = await ana.newMeeting();
  await ana.button('Join now').click();
  await ana.expectInCall();
  const ben = await Bot.join(link, 'Ben');
  await ben.update({ hand: true });
  await ana.button('Chat').click();
  await ana.say('Good morning');
  for (const [index, text] of ['We ship on Monday', 'I write the announcement'].entries()) {
    await ben.ask('chat:send', { clientId: `message-of-ben-${index}`, text });
  }
  await expect(ana.page.getByRole('log')).toContainText('I write the announcement');
  await ben.ask('meeting:leave', {});
  ben.leave();
  await ana.leave();
}

/** Presses Tab until the element has the focus. */
async function tabTo({ page }: Client, name: RegExp): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press('Tab');
    const found = await page.evaluate(() => {
      const element = document.activeElement;
      return element?.getAttribute('aria-label') ?? element?.textContent ?? '';
    });
    if (name.test(found)) return;
  }
  throw new Error(`the Tab key does not reach ${name}`);
}

test('the record is read, marked, completed and renamed with the keyboard alone', async ({
  onDashboard,
}) => {
  const ana = await onDashboard('Ana', still);
  await meet(ana);
  const { page } = ana;
  const { keyboard } = page;
  const lineOf = (text: string) => page.getByRole('listitem').filter({ hasText: text }).last();
  await page.getByRole('link', { name: 'See the record of this meeting' }).focus();
  await keyboard.press('Enter');
  await expect(page.getByRole('list', { name: 'Lines' })).toContainText('Ben raised a hand');

  // From the timeline into the conversation.
  await tabTo(ana, /^Ana, .*joined/);
  await keyboard.press('ArrowDown');
  await keyboard.press('Enter');
  await expect(page.locator('.item:focus')).toContainText('Ben joined');

  // D and A mark the line that has the focus.
  for (let presses = 0; presses < 9; presses += 1) {
    await keyboard.press('ArrowDown');
    if (await lineOf('We ship on Monday').evaluate((line) => line === document.activeElement))
      break;
  }
  await keyboard.press('d');
  const outcomes = page.getByRole('region', { name: 'Decisions and actions' });
  await expect(outcomes.getByRole('list', { name: 'Decisions' })).toContainText(
    'We ship on Monday',
  );
  await keyboard.press('ArrowDown');
  await keyboard.press('a');
  await expect(page.getByRole('dialog', { name: 'Mark as action' })).toBeVisible();
  await keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toBeHidden();

  // One key completes the action.
  const done = outcomes.getByRole('checkbox', { name: 'Done: I write the announcement' });
  await done.focus();
  await keyboard.press('Space');
  await expect(outcomes).toContainText(/done by Ana/i);

  // The menu of the record renames it.
  await ana.button('More about this record').focus();
  await keyboard.press('Enter');
  await expect(page.getByRole('menuitem', { name: 'Rename' })).toBeFocused();
  await keyboard.press('Enter');
  await expect(page.getByRole('textbox', { name: 'Title' })).toBeFocused();
  await keyboard.type('Release planning');
  await keyboard.press('Enter');
  await ana.expectPage('Release planning');

  // All of it is on the server.
  await page.reload();
  await ana.expectPage('Release planning');
  await expect(done).toBeChecked();

  // The link of a line leads to it.
  const id = await lineOf('We ship on Monday').getAttribute('id');
  await page.goto(`${new URL(page.url()).pathname}#${id}`);
  await expect(page.locator('.item:focus')).toContainText('We ship on Monday');
});

test('the record passes axe and fits, and paper has all lines, the table and no controls', async ({
  onDashboard,
}) => {
  const ana = await onDashboard('Ana', { ...still, colorScheme: 'dark' });
  await meet(ana);
  const { page } = ana;
  await page.getByRole('link', { name: 'See the record of this meeting' }).click();
  const conversation = page.getByRole('list', { name: 'Lines' });
  await expect(conversation).toContainText('I write the announcement');
  await page.getByRole('textbox', { name: 'Private note' }).fill('Ask Ben about the budget');
  await expect(page.getByRole('region', { name: 'Private note' })).toContainText('Saved');
  await expectAccessible(page, 'record, dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await expectAccessible(page, 'record, light');
  await page.setViewportSize({ width: 390, height: 844 });
  await expectAccessible(page, 'record on a phone');
  await expectNoSideways(page);

  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await expect(
    conversation.getByRole('listitem').filter({ hasText: 'Good morning' }),
  ).toBeVisible();
  await expect(page.getByRole('table', { name: 'Timeline' })).toBeVisible();
  await expect(page.getByRole('grid', { name: 'Timeline' })).toBeHidden();
  await expect(page.getByRole('button')).toHaveCount(0);
  const colour = await page.evaluate(
    () => getComputedStyle(document.querySelector('h1') as Element).color,
  );
  expect(colour).toBe('rgb(16, 20, 24)');
});
