import { expectAccessible, expectNoSideways } from './support/accessible';
import { Bot } from './support/bots';
import { readRecord } from './support/record';
import { headersOf } from './support/rest';
import { type Client, expect, test } from './support/test';

/** Without animations, axe sees the final colours. */
const still = { permissions: [], reducedMotion: 'reduce' as const };

const LINES = ['Good morning', 'The Budget for the café is set', 'We order 40 chairs'];

/** Ana meets Ben, who writes; Ana is still in the call. */
async function meet(ana: Client): Promise<void> {
  const link = await ana.newMeeting();
  await ana.button('Join now').click();
  await ana.expectInCall();
  const ben = await Bot.join(link, 'Ben');
  for (const [index, text] of LINES.entries()) {
    await ben.ask('chat:send', { clientId: `message-of-ben-${index}`, text });
  }
  await ben.ask('meeting:leave', {});
  ben.leave();
  await ana.leave();
}

/** Marks the line with this text as a decision. */
async function decide(ana: Client, text: string): Promise<string> {
  const { id } = await readRecord(ana);
  const headers = await headersOf(ana);
  const { request } = ana.context;
  const read = await request.get(`/api/meetings/${id}/messages`, { headers });
  const { messages } = (await read.json()) as { messages: { id: string; text: string }[] };
  const lineId = messages.find((message) => message.text === text)?.id;
  const set = await request.post(`/api/meetings/${id}/marks`, {
    headers,
    data: { lineId, kind: 'decision' },
  });
  expect(set.ok(), await set.text()).toBe(true);
  return id;
}

test('the search finds a line and opens it with the keyboard alone, and a filter narrows the list', async ({
  onDashboard,
}) => {
  const ana = await onDashboard('Ana', still);
  await meet(ana);
  await decide(ana, 'The Budget for the café is set');
  await ana.openDashboard();
  await ana.newMeeting();
  await ana.button('Join now').click();
  await ana.expectInCall();
  await ana.leave();
  const { page } = ana;
  const { keyboard } = page;
  await page.goto('/history');
  const today = page.getByRole('list', { name: 'Today' });
  await expect(today.getByRole('listitem')).toHaveCount(2);
  await expectAccessible(page, 'history');

  await keyboard.press('/');
  await expect(page.getByRole('searchbox', { name: 'Search' })).toBeFocused();
  await keyboard.type('cafe budget');
  const results = page.getByRole('region', { name: 'Results' });
  await expect(results.locator('mark')).toHaveText(['Budget', 'café']);
  await keyboard.press('ArrowDown');
  const hit = results.getByRole('link', { name: /The Budget for the café is set/ });
  await expect(hit).toBeFocused();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await expectAccessible(page, `results, ${colorScheme}`);
  }
  await page.setViewportSize({ width: 390, height: 844 });
  await expectAccessible(page, 'results on a phone');
  await expectNoSideways(page);
  await keyboard.press('Enter');
  await expect(page.locator('.item:focus')).toContainText('The Budget for the café is set');

  await page.goBack();
  await expect(page).toHaveURL(/\/history\?q=cafe\+budget$/);
  await expect(hit).toBeVisible();
  await page.getByRole('searchbox', { name: 'Search' }).fill('');
  await expect(today.getByRole('listitem')).toHaveCount(2);
  const chip = page.getByRole('button', { name: 'With decisions' });
  await chip.click();
  await expect(page).toHaveURL(/\/history\?decisions=$/);
  await expect(today.getByRole('listitem')).toHaveCount(1);
  await expectAccessible(page, 'filtered history on a phone');
  await page.goBack();
  await expect(page).toHaveURL(/\/history$/);
  await expect(today.getByRole('listitem')).toHaveCount(2);
});
