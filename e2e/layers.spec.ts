import type { Locator } from '@playwright/test';
import { expect, test } from './support/test';

const PHONE = { width: 390, height: 844 };

test('the second click of a double-click presses no button of the next page', async ({
  onDashboard,
}) => {
  const ana = await onDashboard('Ana', { viewport: PHONE });
  await ana.newMeeting();
  // Moves the button to where 'Leave' will be, so that the second click could hit it.
  const box = await ana.button('Join now').evaluate((button) => {
    button.style.cssText = 'position: fixed; inset: auto auto 8px 285px; width: 60px; z-index: 10';
    const { x, y, width, height } = button.getBoundingClientRect();
    return { x: x + width / 2, y: y + height / 2 };
  });
  await ana.page.mouse.dblclick(box.x, box.y);
  await ana.expectInCall();
  await ana.button('Chat').click();
  await ana.say('Still here');
  await expect(ana.page.getByRole('log')).toContainText('Still here');
});

test('Back closes the topmost layer and asks before it leaves the call', async ({
  onDashboard,
}) => {
  const ana = await onDashboard('Ana', { viewport: PHONE });
  // Opens the room by its link, so that the history contains no earlier page of this document.
  await ana.join(await ana.newMeeting());
  const { page } = ana;

  await ana.button('Chat').click();
  const message = page.getByRole('textbox', { name: 'Message' });
  await message.fill('A draft');
  await ana.button('More').click();
  await expect(page.getByRole('dialog', { name: 'More' })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole('dialog', { name: 'More' })).toBeHidden();
  await expect(message).toBeVisible();
  await page.goBack();
  await expect(message).toBeHidden();

  await page.goBack();
  const question = page.getByRole('alertdialog', { name: 'Leave the meeting?' });
  await expect(question).toBeVisible();
  await page.goBack();
  await expect(question).toBeHidden();
  await ana.button('Chat').click();
  await expect(message).toHaveValue('A draft');
  await page.keyboard.press('Escape');
  await expect(message).toBeHidden();

  await page.goBack();
  await question.getByRole('button', { name: 'Leave' }).click();
  await expect(ana.button('Rejoin')).toBeVisible();
  // The call leaves nothing in the history state.
  await expect.poll(() => page.evaluate(() => history.state?.usr ?? null)).toBeNull();
  await page.goBack();
  await expect(ana.button('New meeting')).toBeVisible();
});

test('a link followed while the history entry of the call is removed opens its page', async ({
  onDashboard,
}) => {
  const ana = await onDashboard('Ana');
  // Browsers go back some time after the call; here they do only once the link has been followed.
  await ana.context.addInitScript(() => {
    const go = history.go.bind(history);
    const followed = new Promise((resolve) => window.addEventListener('click', resolve));
    history.go = (delta) => {
      document.documentElement.dataset['removes'] = 'entry';
      void followed.then(() => setTimeout(() => go(delta), 50));
    };
  });
  await ana.join(await ana.newMeeting());
  await ana.page.evaluate(() => document.documentElement.removeAttribute('data-removes'));
  await ana.button('Leave').press('Enter');
  await expect(ana.page.locator('[data-removes="entry"]')).toHaveCount(1);
  await ana.page.getByRole('link', { name: 'Back to dashboard' }).click();
  await expect(ana.button('New meeting')).toBeVisible();
  await expect.poll(() => ana.page.evaluate(() => history.state?.usr ?? null)).toBeNull();
});

test('a link followed just before the history entry of the call is removed opens its page', async ({
  onDashboard,
}) => {
  const ana = await onDashboard('Ana');
  await ana.join(await ana.newMeeting());
  await ana.button('Leave').click();
  await ana.page.getByRole('link', { name: 'Back to dashboard' }).evaluate((link: HTMLElement) => {
    link.click();
    // The page is busy until the entry is due to go.
    const end = performance.now() + 500;
    while (performance.now() < end);
  });
  await expect(ana.button('New meeting')).toBeVisible();
});

test('another document loads although the page is about to remove a history entry', async ({
  onDashboard,
}) => {
  const ana = await onDashboard('Ana');
  await ana.join(await ana.newMeeting());
  // It takes longer than the page waits before it removes the entry.
  await ana.page.route('**/api/docs', async (route) => {
    await new Promise((done) => setTimeout(done, 600));
    await route.continue();
  });
  await ana.button('Leave').click();
  await expect(ana.button('Rejoin')).toBeVisible();
  await ana.page.goto('/api/docs');
  await expect(ana.page).toHaveURL(/api\/docs/);
});

test('on a phone all controls fit in one row and a sheet, and notices cover none of them', async ({
  onDashboard,
}) => {
  const ana = await onDashboard('Ana', { viewport: PHONE });
  await ana.newMeeting();
  await ana.button('Join now').click();
  await ana.expectInCall();
  const { page } = ana;
  const edge = async (locator: Locator, side: 'top' | 'bottom'): Promise<number> => {
    const box = await locator.boundingBox();
    if (box === null) throw new Error('not shown');
    return side === 'top' ? box.y : box.y + box.height;
  };
  await expect(page.getByRole('img', { name: 'QR code of the invite link' })).toBeVisible();
  await ana.button('Copy link').click();
  const notice = page.getByText('Link copied.');
  await expect(notice).toBeInViewport({ ratio: 1 });
  expect(await edge(notice, 'top')).toBeGreaterThan(
    await edge(page.getByRole('heading', { level: 1 }), 'bottom'),
  );

  for (const viewport of [PHONE, { width: 844, height: 390 }]) {
    await page.setViewportSize(viewport);
    const row = ['Turn microphone off', 'Turn camera off', 'Chat', 'More', 'Leave'];
    const tops = await Promise.all(row.map((name) => edge(ana.button(name), 'top')));
    expect(new Set(tops).size).toBe(1);
    await ana.button('More').click();
    for (const name of ['Share screen', 'Raise hand', 'People', 'Copy invite link', 'Devices']) {
      await expect(ana.button(name)).toBeInViewport({ ratio: 1 });
    }
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog', { name: 'More' })).toBeHidden();
  }

  // The size of a 1280 × 1024 window at 400 % zoom.
  await ana.button('Chat').click();
  await page.setViewportSize({ width: 320, height: 256 });
  await expect(page.getByRole('textbox', { name: 'Message' })).toBeInViewport({ ratio: 1 });
  await expect
    .poll(async () => (await page.getByRole('log').boundingBox())?.height)
    .toBeGreaterThan(90);
});
