import { expectAccessible, expectNoSideways } from './support/accessible';
import { expect, test } from './support/test';
import type { Client } from './support/client';

const PHONE = { width: 360, height: 640 };
const DESKTOP = { width: 1440, height: 900 };
/** Without animations, axe sees the final colours. */
const still = { reducedMotion: 'reduce' } as const;
const LOOKS = [
  { name: 'phone, light', viewport: PHONE, colorScheme: 'light' as const, ...still },
  { name: 'desktop, dark', viewport: DESKTOP, colorScheme: 'dark' as const, ...still },
];

for (const look of LOOKS) {
  test(`pages for signed-out users pass axe and fit (${look.name})`, async ({ client }) => {
    const visitor = await client('Visitor', look);
    for (const path of ['/', '/login', '/register', '/not-here']) {
      await visitor.page.goto(path);
      await expect(visitor.page.getByRole('heading').first()).toBeVisible();
      await expectAccessible(visitor.page, path);
      await expectNoSideways(visitor.page);
    }
  });

  test(`pages for users pass axe and fit (${look.name})`, async ({ onDashboard }) => {
    const ana = await onDashboard('Ana', look);
    await expectAccessible(ana.page, 'dashboard');
    await expectNoSideways(ana.page);
    await ana.newMeeting();
    await expect(ana.button('Join now')).toBeInViewport({ ratio: 1 });
    // Disabled until the devices are known; disabled fields may have less contrast.
    for (const name of ['Microphone', 'Camera']) {
      await expect(ana.page.getByRole('combobox', { name })).toBeEnabled();
    }
    await expectAccessible(ana.page, 'lobby');
    await expectNoSideways(ana.page);
    await ana.button('Join now').click();
    await ana.expectInCall();
    await expectControlsInView(ana);
    await expectAccessible(ana.page, 'call');
    await ana.button('Chat').click();
    await ana.say('A line with a link: https://example.org');
    await expect(ana.page.getByRole('log')).toContainText('A line');
    await expectControlsInView(ana);
    await expectAccessible(ana.page, 'call with chat');
    await ana.openPeople();
    await expectAccessible(ana.page, 'call with people');
    await ana.leave();
    await expectAccessible(ana.page, 'after leaving');
    await ana.page.goto('/history');
    await ana.page.getByRole('link', { name: "Ana's meeting", exact: true }).click();
    await expect(ana.page.getByRole('main')).toContainText('A line with a link');
    await expectAccessible(ana.page, 'record');
    await expectNoSideways(ana.page);
  });
}

async function expectControlsInView(client: Client): Promise<void> {
  for (const name of ['Turn microphone off', 'Turn camera off', 'Chat', 'More', 'Leave']) {
    await expect(client.button(name)).toBeInViewport({ ratio: 1 });
  }
}

test('the keyboard alone is enough from the dashboard to leaving a call', async ({
  onDashboard,
}) => {
  const ana = await onDashboard('Ana');
  const { keyboard } = ana.page;
  await ana.button('New meeting').focus();
  await keyboard.press('Enter');
  await expect(ana.button('Join now')).toBeFocused();
  await keyboard.press('Enter');
  await ana.expectInCall();
  await expect(ana.page.getByRole('main')).toBeFocused();
  await ana.button('Turn microphone off').focus();
  await keyboard.press('Space');
  await expect(ana.button('Turn microphone on')).toBeFocused();
  await ana.button('Chat').focus();
  await keyboard.press('Enter');
  await ana.page.getByRole('textbox', { name: 'Message' }).focus();
  await keyboard.type('Written without a mouse');
  await keyboard.press('Enter');
  await expect(ana.page.getByRole('log')).toContainText('Written without a mouse');
  await keyboard.press('Escape');
  await expect(ana.button('Chat')).toBeFocused();
  await ana.button('Leave').focus();
  await keyboard.press('Enter');
  await expect(
    ana.page.getByRole('status').filter({ hasText: 'You left the meeting' }),
  ).toBeVisible();
  await expect(ana.page.getByRole('main')).toBeFocused();
  await ana.page.getByRole('link', { name: 'Back to dashboard' }).focus();
  await keyboard.press('Enter');
  await expect(ana.button('New meeting')).toBeVisible();
  await expect(ana.page.getByRole('main')).toBeFocused();
});
