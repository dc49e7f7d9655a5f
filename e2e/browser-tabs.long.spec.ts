import { expect, test } from './support/test';

test('a hidden tab opens no camera when another user signs in in another tab', async ({
  onDashboard,
}) => {
  const [ana, ben] = [await onDashboard('Ana'), await onDashboard('Ben')];
  // Playwright shows every page, so the tab of the call pretends to be in the background.
  await ana.page.addInitScript(() => {
    Object.defineProperty(document, 'visibilityState', {
      get: () => ((window as { isSeen?: boolean }).isSeen === true ? 'visible' : 'hidden'),
    });
    const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = (constraints) => {
      (window as { asked?: boolean }).asked = true;
      return open(constraints);
    };
  });
  const wasAsked = () => ana.page.evaluate(() => (window as { asked?: boolean }).asked === true);
  await ana.page.reload();
  await ana.newMeeting();
  await expect(ana.page.getByText('Nobody is here yet.')).toBeVisible();
  expect(await wasAsked()).toBe(false);

  const second = await ana.context.newPage();
  await second.goto('/');
  await second.getByRole('button', { name: /account/i }).click();
  await second.getByRole('menuitem', { name: 'Sign out' }).click();
  await second.getByRole('link', { name: 'Sign in' }).first().click();
  await second.getByRole('textbox', { name: 'Email' }).fill(ben.email);
  await second.getByLabel('Password', { exact: true }).fill('a long walk by the sea');
  await second.getByRole('button', { name: 'Sign in' }).click();
  await expect(second.getByRole('button', { name: 'New meeting' })).toBeVisible();

  await expect(ana.page.getByText(/Ben signed in in another tab/)).toBeVisible();
  await ana.button('Go to the meeting').click();
  await expect(ana.button('Join now')).toBeVisible();
  await expect(ana.page.getByText('Nobody is here yet.')).toBeVisible();
  expect(await wasAsked()).toBe(false);
  await ana.page.evaluate(() => {
    Object.assign(window, { isSeen: true });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await expect(ana.page.getByLabel('Your camera')).toBeVisible();
});

test('a browser that refuses cookies learns why the user does not stay signed in', async ({
  onDashboard,
}) => {
  const ana = await onDashboard('Ana');
  await ana.page.route('**/api/auth/refresh', (route) =>
    route.fulfill({ status: 401, json: { error: { code: 'SESSION_ENDED', message: 'no' } } }),
  );
  await ana.page.goto('/login');
  await ana.fillSignIn();
  await expect(ana.button('New meeting')).toBeVisible();
  await expect(ana.page.getByText(/does not keep cookies/)).toBeVisible();
  await ana.page.reload();
  await expect(ana.page.getByRole('link', { name: 'Sign in' }).first()).toBeVisible();
  await expect(ana.page.getByText(/does not keep cookies/)).toBeVisible();
});

test('signing out asks first when another tab is in a call, and that tab says why its call ended', async ({
  onDashboard,
}) => {
  const ana = await onDashboard('Ana');
  const link = await ana.newMeeting();
  await ana.button('Join now').click();
  await ana.expectInCall();
  const second = await ana.context.newPage();
  await second.goto('/');
  await second.getByRole('button', { name: /account/i }).click();
  await second.getByRole('menuitem', { name: 'Sign out' }).click();
  const question = second.getByRole('alertdialog', { name: 'Sign out and end the call?' });
  await question.getByRole('button', { name: 'Sign out' }).click();

  await expect(
    ana.page.getByText('You signed out in another tab, so this call has ended. Sign in to rejoin.'),
  ).toBeVisible();
  await ana.page.getByRole('link', { name: 'Sign in', exact: true }).click();
  await ana.fillSignIn();
  await expect(ana.button('Join now')).toBeVisible();
  expect(ana.page.url()).toBe(link);
});
