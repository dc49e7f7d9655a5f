import { TestOpenidProvider } from '../backend/src/openid/testing/openid-provider';
import { ParleyServer } from './support/server';
import { Client, expect, test } from './support/test';

test('users sign in with a provider, connect an account, and read what went wrong', async ({
  browser,
}) => {
  const provider = await TestOpenidProvider.start(() => `${parley.url}/api/openid/callback`);
  const parley: ParleyServer = await ParleyServer.start(provider.env);
  const ana = await Client.open(browser, parley.url, 'Ana');
  const ben = await Client.open(browser, parley.url, 'Ben');
  try {
    // A new user, who came by a link.
    provider.user = { sub: 'ana', name: 'Ana', email: ana.email, email_verified: true };
    await ana.page.goto('/login?next=%2Fhistory');
    await ana.button('Sign in with Example').click();
    await ana.expectPage('History');
    await ana.page.reload();
    await ana.expectPage('History');

    // A user who has an account.
    await ben.register();
    await ben.page.getByRole('button', { name: /account menu/i }).click();
    await ben.page.getByRole('menuitem', { name: 'Sign out' }).click();
    provider.user = { sub: 'ben', name: 'Ben', email: ben.email, email_verified: true };
    await ben.page.goto('/login');
    await ben.button('Sign in with Example').click();
    await expect(ben.page.getByText('There is already an account')).toBeVisible();
    await ben.page.getByRole('textbox', { name: 'Email' }).fill(ben.email);
    await ben.page.getByLabel('Password', { exact: true }).fill('a long walk by the sea');
    await ben.button('Sign in').click();
    await expect(ben.page.getByText('Connected.')).toBeVisible();
    await ben.page.getByRole('button', { name: /account menu/i }).click();
    await ben.page.getByRole('menuitem', { name: 'Sign out' }).click();
    await ben.page.goto('/register');
    await ben.button('Sign in with Example').click();
    await expect(ben.button('New meeting')).toBeVisible();
    await ben.page.getByRole('button', { name: /account menu/i }).click();
    await expect(ben.page.getByText(ben.email)).toBeVisible();
    await ben.page.getByRole('menuitem', { name: 'Sign out' }).click();

    // The user refuses at the provider, and then the provider is down.
    provider.user = null;
    await ben.context.clearCookies({ domain: new URL(provider.issuer).hostname });
    await ben.page.goto('/login');
    await ben.button('Sign in with Example').click();
    await expect(ben.page.getByRole('alert')).toContainText('Example did not sign you in');
    await expect(ben.button('Copy the error code')).toBeVisible();
    await provider.stop();
    await ben.page.goto('/login?problem=unreachable&code=00000000-0000-4000-8000-000000000000');
    await expect(ben.page.getByRole('alert')).toContainText('Example does not answer');
    for (const client of [ana, ben]) {
      const visits = client.foreignRequests.splice(0);
      expect(visits.filter((url) => !url.startsWith(provider.issuer))).toEqual([]);
      await client.expectClean();
    }
  } finally {
    await ana.context.close();
    await ben.context.close();
    await parley.stop();
    await provider.stop();
  }
});
