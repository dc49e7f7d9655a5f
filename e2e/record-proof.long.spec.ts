import type { Page } from '@playwright/test';
import { AUDIO, gather } from './support/hosted-call';
import { crashTab, openOwnBrowser } from './support/own-browser';
import { readRecord } from './support/record';
import { headersOf } from './support/rest';
import { type Client, expect, test } from './support/test';

/** One step of a meeting in the words of its record; a group is in any order. */
type Step = string | readonly string[];

/** How long an interruption lasted depends on the machine. */
const DURATION = /after \d+ (second|minute)s?$/;

/** Direction isolates around names. */
const ISOLATES = /[\u2066-\u2069]/g;

/** Opens the record of the latest meeting and reads its conversation: `Ana: text` or `Ben joined`. */
async function readConversation(client: Client): Promise<string[]> {
  const { page } = client;
  await page.goto(`/history/${(await readRecord(client)).id}`);
  const lines = page.getByRole('list', { name: 'Lines' }).locator('.line, .event');
  await expect(lines.first()).toBeVisible();
  const texts = await lines.evaluateAll((items) => {
    let speaker = '';
    return items.map((item) => {
      speaker = item.querySelector('.name')?.textContent ?? speaker;
      const text = item.querySelector('.text')?.textContent ?? '';
      const marks = [...item.querySelectorAll('.mark')].map((mark) => ` [${mark.textContent}]`);
      return item.classList.contains('event') ? text : `${speaker}: ${text}${marks.join('')}`;
    });
  });
  return texts.map((text) => text.replaceAll(ISOLATES, '').replace(DURATION, 'after a while'));
}

/** Brings the lines of a group into one order, so that the rest can be compared line by line. */
function inOrder(found: readonly string[], steps: readonly Step[]): string[] {
  const ordered: string[] = [];
  for (const step of steps) {
    const size = typeof step === 'string' ? 1 : step.length;
    const part = found.slice(ordered.length, ordered.length + size);
    ordered.push(...(typeof step === 'string' ? part : part.toSorted()));
  }
  return [...ordered, ...found.slice(ordered.length)];
}

const flat = (steps: readonly Step[]): string[] =>
  steps.flatMap((step) => (typeof step === 'string' ? step : step.toSorted()));

async function rename(client: Client, displayName: string): Promise<void> {
  const answer = await client.context.request.patch('/api/users/me', {
    headers: await headersOf(client),
    data: { displayName },
  });
  expect(answer.status()).toBe(200);
}

/** Says something and waits until the others have it. */
async function say(from: Client, text: string, others: readonly Page[]): Promise<void> {
  await from.say(text);
  for (const page of others) {
    await expect(page.getByRole('log').getByText(text, { exact: true })).toBeVisible();
  }
}

test('the record of a meeting with marks, a share, a crash, a killed server and a removal says what happened', async ({
  onDashboard,
  user,
  parley,
}) => {
  const ana = await onDashboard('Ana', AUDIO);
  const ben = await user('Ben', AUDIO);
  const { browser, client: cem } = await openOwnBrowser(parley, 'Cem', AUDIO);
  const steps: Step[] = ['Ana joined', 'Ben joined', 'Cem joined'];
  const link = await gather([ana, ben, cem]);
  for (const client of [ana, ben, cem]) await client.button('Chat').click();

  await say(ana, 'Welcome, everybody', [ben.page, cem.page]);
  await say(ben, 'We take the blue one', [ana.page, cem.page]);
  // Ana and Ben mark the same line: one mark.
  for (const { page } of [ana, ben]) {
    await page.getByRole('log').focus();
    await page.keyboard.press('d');
  }
  await expect(cem.page.getByRole('log').getByText('Decision')).toHaveCount(1);
  await say(cem, 'I will call the bank', [ana.page, ben.page]);
  steps.push(
    'Ana: Welcome, everybody',
    'Ben: We take the blue one [Decision]',
    'Cem: I will call the bank',
  );

  await rename(ben, 'Benjamin');
  await expect(ana.videoOf('Benjamin')).toBeVisible();
  steps.push('Ben is now called Benjamin');

  await ana.button('Raise hand').click();
  await ana.button('Lower hand').click();
  await ana.button('Share screen').click();
  await expect(ben.page.getByRole('figure', { name: /screen/i })).toBeVisible();
  await ana.button('Stop sharing').first().click();
  await expect(ben.page.getByRole('figure', { name: /screen/i })).toHaveCount(0);
  steps.push(
    'Ana raised a hand',
    'Ana lowered the hand',
    'Ana shared a screen',
    'Ana stopped sharing',
  );

  await crashTab(cem);
  await expect(ana.videoOf(cem)).toHaveCount(0, { timeout: 30_000 });
  const again = await cem.context.newPage();
  await again.goto(link);
  await again.getByRole('button', { name: 'Join now', exact: true }).click();
  await expect(ana.videoOf(cem)).toBeVisible();
  steps.push('Cem left', 'Cem came back');

  await parley.end('SIGKILL');
  for (const page of [ana.page, ben.page, again]) {
    await expect(page.getByText(/Connection to the server lost/)).toBeVisible();
  }
  await parley.run();
  for (const page of [ana.page, ben.page, again]) {
    await expect(page.getByText(/Connection to the server lost/)).toHaveCount(0);
  }
  steps.push([
    'Ana reconnected after a while',
    'Benjamin reconnected after a while',
    'Cem reconnected after a while',
  ]);
  await say(ana, 'The server is back', [ben.page]);
  steps.push('Ana: The server is back');

  await ana.openPeople();
  await ana.button('More about Benjamin').click();
  await ana.page.getByRole('menuitem', { name: 'Remove', exact: true }).click();
  await expect(ana.videoOf('Benjamin')).toHaveCount(0);
  const untilRemoval: Step[] = [...steps, 'Ana removed Benjamin', 'Benjamin left'];
  await ana.button('Chat').click();
  await ana.say('Said after the removal');
  await expect(ana.page.getByRole('log').getByText('Said after the removal')).toBeVisible();
  await again.getByRole('button', { name: 'Leave', exact: true }).click();
  await expect(ana.videoOf(cem)).toHaveCount(0);
  await ana.leave();
  const whole: Step[] = [...untilRemoval, 'Ana: Said after the removal', 'Cem left', 'Ana left'];

  expect(inOrder(await readConversation(ana), whole)).toEqual(flat(whole));
  // A removed participant reads up to the removal.
  expect(inOrder(await readConversation(ben), untilRemoval)).toEqual(flat(untilRemoval));
  await browser.close();
});
