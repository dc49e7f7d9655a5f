import { expect, test } from './support/test';

test('a reload and a second tab stay signed in, and signing out signs out both tabs', async ({
  onDashboard,
}) => {
  const ana = await onDashboard('Ana');
  await ana.page.reload();
  await expect(ana.button('New meeting')).toBeVisible();
  const second = await ana.context.newPage();
  await second.goto('/');
  await expect(second.getByRole('button', { name: 'New meeting' })).toBeVisible();

  await second.getByRole('button', { name: /account/i }).click();
  await second.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(second.getByRole('link', { name: 'Sign in' }).first()).toBeVisible();
  await expect(ana.page.getByRole('link', { name: 'Sign in' }).first()).toBeVisible();
});

test('a link opened signed out survives signing in', async ({ onDashboard, client }) => {
  const ana = await onDashboard('Ana');
  const link = await ana.newMeeting();
  const again = await client('Ana again');
  await again.page.goto(link);
  await again.page.getByRole('link', { name: 'Sign in' }).click();
  await again.page.getByRole('textbox', { name: 'Email' }).fill(ana.email);
  await again.page.getByLabel('Password', { exact: true }).fill('a long walk by the sea');
  await again.button('Sign in').click();
  await expect(again.button('Join now')).toBeVisible();
  expect(again.page.url()).toBe(link);
});

test('a user who switches from signing in to registering can fill in the new form at once', async ({
  onDashboard,
  client,
}) => {
  const ana = await onDashboard('Ana');
  const link = await ana.newMeeting();
  const ben = await client('Ben');
  await ben.page.goto(link);
  await ben.page.getByRole('link', { name: 'Sign in' }).click();
  await ben.expectPage('Sign in');
  // The other form needs nothing from the network.
  await ben.context.setOffline(true);
  await ben.page.getByRole('link', { name: 'Create account' }).click();
  await ben.expectPage('Create account');
  await ben.context.setOffline(false);
  await ben.fillRegistration();
  await expect(ben.button('Join now')).toBeVisible();
  expect(ben.page.url()).toBe(link);
});

test('the forms explain a wrong password and a taken address at the field', async ({
  onDashboard,
  client,
}) => {
  const ana = await onDashboard('Ana');
  const other = await client('Other');
  await other.page.goto('/login');
  await other.page.getByRole('textbox', { name: 'Email' }).fill(ana.email);
  await other.page.getByLabel('Password', { exact: true }).fill('not the password');
  await other.button('Sign in').click();
  await expect(other.page.getByText(/email or password/i)).toBeVisible();
  await other.page.goto('/register');
  await other.page.getByRole('textbox', { name: 'Email' }).fill(ana.email);
  await other.page.getByRole('textbox', { name: 'Display name' }).fill('Other');
  await other.page.getByLabel('Password', { exact: true }).fill('a long walk by the sea');
  await other.button('Create account').click();
  await expect(other.page.getByText(/already an account/i).first()).toBeVisible();
});
