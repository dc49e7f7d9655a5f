import type { Locator } from '@playwright/test';
import { AUDIO, gather } from './support/hosted-call';
import { type Client, expect, test } from './support/test';

/** The chat of a client; the focus is on its log, where letters are not text. */
const log = ({ page }: Client): Locator => page.getByRole('log', { name: 'Chat' });
const line = (client: Client, text: string): Locator =>
  log(client).getByRole('article').filter({ hasText: text });
const openActions = ({ page }: Client): Locator =>
  page.getByRole('region', { name: 'Open actions' });

async function press(client: Client, key: string): Promise<void> {
  await log(client).focus();
  await client.page.keyboard.press(key);
}

async function markAsAction(client: Client, assignee?: string): Promise<void> {
  await press(client, 'a');
  const dialog = client.page.getByRole('dialog', { name: 'Mark as action' });
  if (assignee !== undefined) {
    await dialog.getByRole('combobox', { name: 'Assignee' }).click();
    await client.page.getByRole('option', { name: assignee, exact: true }).click();
  }
  await dialog.getByRole('button', { name: 'Mark as action' }).click();
  await expect(dialog).toHaveCount(0);
}

test('marks are shared in the call, and open actions come back on the dashboard and in the next meeting', async ({
  user,
  onDashboard,
}) => {
  const ana = await onDashboard('Ana', AUDIO);
  const ben = await user('Ben', AUDIO);
  await gather([ana, ben]);
  for (const client of [ana, ben]) await client.button('Chat').click();

  await ana.say('We ship on Monday');
  await expect(line(ben, 'We ship on Monday')).toBeVisible();
  await Promise.all([press(ana, 'd'), press(ben, 'd')]);
  for (const client of [ana, ben]) {
    await expect(line(client, 'We ship on Monday').getByRole('listitem')).toHaveText(['Decision']);
  }

  await ben.say('wrong window');
  await line(ben, 'wrong window').hover();
  await line(ben, 'wrong window').getByRole('button', { name: 'More about this line' }).click();
  await ben.page.getByRole('menuitem', { name: 'Remove my message' }).click();
  await ben.button('Remove').click();
  await expect(line(ana, 'removed by Ben')).toBeVisible();
  await expect(line(ana, 'wrong window')).toHaveCount(0);

  await ana.say('Send the contract');
  await markAsAction(ana, 'Ben');
  await ana.say('Call the customers');
  await markAsAction(ana);
  await expect(line(ben, 'Send the contract').getByRole('listitem')).toHaveText(['Action · Ben']);

  await ben.leave();
  await ana.leave();
  await ben.openDashboard();
  const own = openActions(ben);
  await expect(own.getByRole('listitem')).toHaveCount(1);
  await own.getByRole('checkbox', { name: 'Done: Send the contract' }).click();
  await expect(own).toContainText('Done: Ben, just now');

  await ana.button('Rejoin').click();
  await ana.expectInCall();
  await expect(openActions(ana).getByRole('link')).toHaveText(['Call the customers']);
});
