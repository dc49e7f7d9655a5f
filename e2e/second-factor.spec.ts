import { Secret, TOTP } from 'otpauth';
import { expectAccessible } from './support/accessible';
import type { Client } from './support/client';
import { expect, test } from './support/test';

const PASSWORD = 'a long walk by the sea';

async function signOut({ page }: Client): Promise<void> {
  await page.goto('/');
  await page.getByRole('button', { name: /account menu/i }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page.getByRole('link', { name: 'Sign in' }).first()).toBeVisible();
}

async function enterPassword(client: Client): Promise<void> {
  const { page, email } = client;
  await page.goto('/login');
  await page.getByRole('textbox', { name: 'Email' }).fill(email);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await client.button('Sign in').click();
}

/** A software security key in the browser, which verifies its user. */
async function addAuthenticator({ page, context }: Client): Promise<void> {
  const devtools = await context.newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

test('an authenticator app and a recovery code complete sign-ins', async ({ onDashboard }) => {
  const ana = await onDashboard('Ana');
  const { page } = ana;
  const button = (name: string) => ana.button(name);
  await page.goto('/settings');
  await button('Set up an authenticator app').click();
  const dialog = page.getByRole('dialog', { name: 'Set up an authenticator app' });
  await expect(
    dialog.getByRole('img', { name: 'QR code for the authenticator app' }),
  ).toBeVisible();
  await expectAccessible(page, 'setting up an authenticator app');
  const uri = await dialog.getByRole('link', { name: 'open it in the app' }).getAttribute('href');
  const secret = Secret.fromBase32(new URL(uri ?? '').searchParams.get('secret') ?? '');
  /** The code of the current time step, or of one that is not used up yet. */
  const codeIn = (steps: number) =>
    TOTP.generate({ secret, timestamp: Date.now() + steps * 30_000 });
  await dialog.getByRole('textbox', { name: 'Code', exact: true }).fill('000000');
  await dialog.getByRole('button', { name: 'Turn on' }).click();
  await expect(dialog.getByText(/This code is not right/)).toBeVisible();
  await dialog.getByRole('textbox', { name: 'Code', exact: true }).fill(codeIn(0));
  await dialog.getByRole('button', { name: 'Turn on' }).click();
  const codes = page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem');
  await expect(codes).toHaveCount(10);
  const [recoveryCode = ''] = await codes.allTextContents();
  await expectAccessible(page, 'recovery codes');
  await button('I have kept them').click();
  await expect(page.getByText('10 of 10 are left')).toBeVisible();

  await signOut(ana);
  await enterPassword(ana);
  await ana.expectPage('Confirm that it is you');
  await expectAccessible(page, 'second step');
  await page.getByRole('textbox', { name: 'Code', exact: true }).fill('000000');
  await button('Sign in').click();
  await expect(page.getByRole('alert')).toContainText('This code is not right');
  // The clocks of server and phone may differ by a step.
  await page.getByRole('textbox', { name: 'Code', exact: true }).fill(codeIn(1));
  await button('Sign in').click();
  await expect(button('New meeting')).toBeVisible();

  await signOut(ana);
  await enterPassword(ana);
  await page.getByRole('textbox', { name: 'Code', exact: true }).fill(recoveryCode);
  await button('Sign in').click();
  await expect(button('New meeting')).toBeVisible();
  await page.goto('/settings');
  await expect(page.getByText('9 of 10 are left')).toBeVisible();
});

test('a passkey is the second factor, signs in alone, and can be removed', async ({
  onDashboard,
}) => {
  const ben = await onDashboard('Ben');
  const { page } = ben;
  const button = (name: string) => ben.button(name);
  await addAuthenticator(ben);
  await page.goto('/settings');
  await button('Add a passkey').click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Laptop');
  await button('Continue').click();
  await expect(page.getByRole('list', { name: 'Recovery codes' })).toBeVisible();
  await button('I have kept them').click();
  await expect(page.getByRole('list', { name: 'Your second factors' })).toContainText('Laptop');

  await signOut(ben);
  await enterPassword(ben);
  await button('Use a passkey').click();
  await expect(button('New meeting')).toBeVisible();

  await signOut(ben);
  await page.goto('/login');
  await button('Sign in with a passkey').click();
  await expect(button('New meeting')).toBeVisible();

  await page.goto('/settings');
  await button('Remove the passkey Laptop').click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByRole('button', { name: 'Make new recovery codes' })).toHaveCount(0);
  await signOut(ben);
  await enterPassword(ben);
  await expect(button('New meeting')).toBeVisible();
});
