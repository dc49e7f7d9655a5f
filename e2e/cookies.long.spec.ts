import { expect, test } from './support/test';

test('a browser that refuses cookies is told why nobody stays signed in', async ({ member }) => {
  const ana = await member('Ana');
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
