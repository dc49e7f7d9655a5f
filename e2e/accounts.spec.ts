import type { Browser, Page } from '@playwright/test';
import {
  mailEnvironment,
  startMailServer,
  type MailServer,
} from '../backend/src/platform/testing/mail-server';
import { expectAccessible, expectNoSideways } from './support/accessible';
import { ParleyServer } from './support/server';
import { expect, test as base } from './support/test';

const PASSWORD = 'a long walk by the sea';
const NEW_PASSWORD = 'a short walk in the hills';
const PHONE = { width: 390, height: 844 };

/** A server of this file's own that sends its email to a real SMTP server. */
const test = base.extend<object, { mail: MailServer; mailed: ParleyServer }>({
  mail: [
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const mail = await startMailServer();
      await use(mail);
      await mail.close();
    },
    { scope: 'worker' },
  ],
  mailed: [
    async ({ mail }, use) => {
      const server = await ParleyServer.start(mailEnvironment(mail));
      await use(server);
      await server.stop();
    },
    { scope: 'worker' },
  ],
});

async function open(browser: Browser, server: ParleyServer, viewport = PHONE): Promise<Page> {
  const context = await browser.newContext({ baseURL: server.url, viewport });
  return context.newPage();
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const title = (page: Page, name: string) => page.getByRole('heading', { name, exact: true });
const password = (page: Page, label = 'Password') => page.getByLabel(label, { exact: true });

async function signIn(page: Page, email: string, secret: string): Promise<void> {
  await page.goto('/login');
  await page.getByRole('textbox', { name: 'Email' }).fill(email);
  await password(page).fill(secret);
  await button(page, 'Sign in').click();
  await expect(button(page, 'New meeting')).toBeVisible();
}

/** Shows a small page in every theme and checks it. */
async function check(page: Page): Promise<void> {
  await expectNoSideways(page);
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    await expectAccessible(page, `${page.url()} ${colorScheme}`);
  }
}

test('an account is made and its password replaced with links from emails', async ({
  browser,
  mail,
  mailed,
}) => {
  const email = 'ana@example.org';
  const page = await open(browser, mailed);
  await page.goto('/register');
  await page.getByRole('textbox', { name: 'Email' }).fill(email);
  await page.getByRole('textbox', { name: 'Display name' }).fill('Ana');
  await password(page).fill(PASSWORD);
  await button(page, 'Create account').click();
  await expect(title(page, 'Check your email')).toBeFocused();
  await check(page);

  const registration = await mail.next(email);
  await page.goto(`/confirm#${registration.token}`);
  await expect(title(page, 'Finish creating your account')).toBeVisible();
  await button(page, 'Create account').click();
  await expect(button(page, 'New meeting')).toBeVisible();

  // Another browser, in which the user has forgotten the password.
  const other = await open(browser, mailed);
  await other.goto('/login');
  await other.getByRole('link', { name: 'Forgot password?' }).click();
  await expect(title(other, 'Forgot password')).toBeVisible();
  await other.getByRole('textbox', { name: 'Email' }).fill(email);
  await check(other);
  await button(other, 'Send link').click();
  await expect(title(other, 'Check your email')).toBeVisible();
  const reset = await mail.next(email, 'Choose a new password');
  await other.goto(`/reset-password#${reset.token}`);
  await password(other, 'New password').fill(NEW_PASSWORD);
  await check(other);
  await button(other, 'Change password').click();
  await expect(title(other, 'Sign in')).toBeVisible();

  // The first browser is signed out.
  await page.reload();
  await expect(page.getByRole('link', { name: 'Sign in' }).first()).toBeVisible();
  await signIn(other, email, NEW_PASSWORD);

  await other.goto(`/reset-password#${reset.token}`);
  await expect(title(other, 'This link no longer works')).toBeVisible();
  await expect(other.getByRole('link', { name: 'Send another' })).toBeVisible();
  await check(other);
});

test('the settings show and end sessions, and change the password', async ({
  onDashboard,
  client,
}) => {
  const ana = await onDashboard('Ana', { viewport: PHONE });
  const elsewhere = await client('Ana elsewhere');
  await elsewhere.page.goto('/login');
  await elsewhere.page.getByRole('textbox', { name: 'Email' }).fill(ana.email);
  await password(elsewhere.page).fill(PASSWORD);
  await elsewhere.button('Sign in').click();
  await expect(elsewhere.button('New meeting')).toBeVisible();

  const { page } = ana;
  await page.getByRole('button', { name: /account menu/i }).click();
  await page.getByRole('menuitem', { name: 'Settings' }).click();
  const sessions = page.getByRole('region', { name: 'Sessions' });
  await expect(sessions.getByRole('listitem')).toHaveCount(2);
  await expect(sessions.getByText('This device')).toBeVisible();
  await check(page);
  await sessions.getByRole('button', { name: 'End all other sessions' }).click();
  await page.getByRole('button', { name: 'End sessions' }).click();
  await expect(sessions.getByRole('listitem')).toHaveCount(1);
  await elsewhere.page.reload();
  await expect(elsewhere.page.getByRole('link', { name: 'Sign in' }).first()).toBeVisible();

  const form = page.getByRole('region', { name: 'Password' });
  await form.getByLabel('Current password', { exact: true }).fill('not this one');
  await form.getByLabel('New password', { exact: true }).fill(NEW_PASSWORD);
  await form.getByRole('button', { name: 'Change password' }).click();
  await expect(form.getByText('This is not your current password')).toBeVisible();
  await form.getByLabel('Current password', { exact: true }).fill(PASSWORD);
  await form.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByText('Your password has changed.')).toBeVisible();
});
