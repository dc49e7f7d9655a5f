import {
  copyLink,
  keyOf,
  makeEncryptedRoom,
  watchSent,
  withOtherKey,
} from './support/encrypted-room';
import { expect, test } from './support/test';

test('the key of an encrypted room travels in links only, also over signing in', async ({
  onDashboard,
  user,
  parley,
}) => {
  const ana = await onDashboard('Ana');
  const ben = await user('Ben');
  const sent = [ana, ben].map(({ page }) => watchSent(page));
  const link = await makeEncryptedRoom(ana, 'Board');
  const key = keyOf(link);
  expect(key).not.toBe('');

  await ben.context.clearCookies();
  await ben.page.goto(link);
  await ben.page.getByRole('link', { name: 'Sign in' }).click();
  await ben.fillSignIn();
  await expect(ben.page.getByText('End-to-end encrypted')).toBeVisible();
  expect(ben.page.url()).not.toContain(key);
  await ben.button('Join now').click();
  await ben.expectInCall();
  // The invitation of somebody who is alone is whole, too.
  await expect(ben.page.getByText(link, { exact: true })).toBeVisible();
  await ana.page.getByRole('link', { name: 'Board' }).click();
  await ana.button('Join now').click();
  await ana.expectMediaFrom(1);
  await ben.expectMediaFrom(1);

  for (const messages of sent) {
    expect(messages.length).toBeGreaterThan(10);
    expect(messages.filter((message) => message.includes(key))).toEqual([]);
    // A mesh needs none of the code that encrypts for the SFU.
    expect(messages.filter((message) => message.includes('encryption-worker'))).toEqual([]);
  }
  expect(parley.entries.length).toBeGreaterThan(1);
  expect(JSON.stringify(parley.entries)).not.toContain(key);
});

test('nobody joins an encrypted room without its key or with another one', async ({
  onDashboard,
  user,
  client,
}) => {
  const ana = await onDashboard('Ana');
  const link = await makeEncryptedRoom(ana, 'Board');
  const ben = await user('Ben');
  await ben.page.goto(link.replace(/#.*/, ''));
  await expect(ben.page.getByText('You need the whole invite link')).toBeVisible();
  await expect(ben.button('Join now')).toHaveCount(0);
  const gus = await client('Gus');
  await gus.page.goto(withOtherKey(link));
  await expect(gus.page.getByText('Your link has another key')).toBeVisible();
  await expect(gus.button('Join as guest')).toHaveCount(0);
  // A link that is damaged later does not push out the right key.
  await gus.page.goto('/');
  await gus.page.goto(link);
  await expect(gus.button('Join as guest')).toBeVisible();
  await gus.page.goto('/');
  await gus.page.goto(withOtherKey(link));
  await expect(gus.button('Join as guest')).toBeVisible();
});

test('a new key makes earlier links void, and the owner can turn encryption off', async ({
  onDashboard,
  user,
}) => {
  const ana = await onDashboard('Ana');
  const ben = await user('Ben');
  const first = await makeEncryptedRoom(ana, 'Board');
  const openSettings = async (): Promise<void> => {
    await ana.button('More about Board').click();
    await ana.page.getByRole('menuitem', { name: 'Room settings' }).click();
  };
  await openSettings();
  await ana.button('Make a new key').click();
  await ana.button('Save').click();
  await expect(ana.page.getByRole('dialog')).toHaveCount(0);
  const second = await copyLink(ana, 'Board');
  expect(keyOf(second)).not.toBe(keyOf(first));
  await ben.page.goto(first);
  await expect(ben.page.getByText('Your link has another key')).toBeVisible();
  await ben.page.goto('/');
  await ben.page.goto(second);
  await expect(ben.page.getByText('End-to-end encrypted')).toBeVisible();

  await openSettings();
  await ana.page.getByRole('switch', { name: 'End-to-end encryption' }).uncheck();
  await ana.button('Save').click();
  await expect(ana.page.getByRole('dialog')).toHaveCount(0);
  await expect(ben.page.getByText('This room is not encrypted any more')).toBeVisible();
  await ben.button('Go on without encryption').click();
  await expect(ben.button('Join now')).toBeVisible();
});
