import { expectAccessible, expectNoSideways } from './support/accessible';
import { headersOf, makeRoom } from './support/rest';
import { type Client, expect, test } from './support/test';

const PHONE = { width: 390, height: 844 };

const nameField = ({ page }: Client) => page.getByRole('textbox', { name: 'Your name' });

async function joinAsGuest(guest: Client, link: string): Promise<void> {
  await guest.page.goto(link);
  await nameField(guest).fill(guest.name);
  await guest.button('Join as guest').click();
  await guest.expectInCall();
}

test('a guest joins by link with a name and one click, and is labelled as a guest', async ({
  onDashboard,
  client,
}) => {
  const ana = await onDashboard('Ana');
  const link = await makeRoom(ana, 4);
  await ana.join(link);
  const gus = await client('Gus', { viewport: PHONE });
  await gus.page.goto(link);
  await expect(nameField(gus)).toBeFocused();
  await expect(gus.page.getByRole('link', { name: 'Sign in' })).toBeVisible();
  await expect(gus.page.getByRole('link', { name: 'Create account' })).toBeVisible();
  await expectNoSideways(gus.page);
  await expectAccessible(gus.page);
  await gus.button('Join as guest').click();
  await expect(gus.page.getByText('Enter your name')).toBeVisible();
  await nameField(gus).fill('Gus');
  await expect(gus.page.getByText('Ana is here.')).toBeVisible();
  await gus.page.keyboard.press('Enter');
  await gus.expectInCall();

  await expect(ana.videoOf('Gus')).toBeVisible();
  await ana.expectMediaFrom(1);
  await gus.expectMediaFrom(1);
  await ana.openPeople();
  const people = ana.page.getByRole('region', { name: 'People in the meeting' });
  await expect(people.getByRole('listitem').filter({ hasText: 'Gus' })).toContainText('Guest');
});

test('a reload keeps the guest and the name, and joining again takes one click', async ({
  onDashboard,
  client,
}) => {
  const ana = await onDashboard('Ana');
  const link = await makeRoom(ana, 4);
  await ana.join(link);
  const gus = await client('Gus');
  await joinAsGuest(gus, link);
  await gus.page.reload();
  await expect(nameField(gus)).toHaveValue('Gus');
  await expect(gus.button('Join as guest')).toBeFocused();
  await gus.button('Join as guest').click();
  await gus.expectInCall();
  // The same guest: no second "Gus".
  await expect(ana.videoOf('Gus')).toBeVisible();
  await expect(ana.videoOf('Gus (2)')).toHaveCount(0);
});

test('a guest who registers claims the meeting, and the record says since when', async ({
  onDashboard,
  client,
}) => {
  const ana = await onDashboard('Ana');
  const link = await makeRoom(ana, 4);
  await ana.join(link);
  const gus = await client('Gus');
  await joinAsGuest(gus, link);
  await gus.leave();
  await ana.leave();
  await gus.page.getByRole('link', { name: 'Create account' }).click();
  await gus.fillRegistration();
  const dialog = gus.page.getByRole('dialog', { name: 'Were these your meetings?' });
  await expect(dialog).toBeVisible();
  await expectAccessible(gus.page);
  await dialog.getByRole('button', { name: 'Add to my account' }).click();
  await expect(dialog).toBeHidden();
  await gus.page.getByRole('list', { name: 'Recent meetings' }).getByRole('link').first().click();
  await expect(gus.page.getByText(/Joined as the guest Gus, claimed on/)).toBeVisible();
  await gus.page.goto('/');
  await expect(gus.button('New meeting')).toBeVisible();
  await expect(dialog).toHaveCount(0);
});

test('when the server no longer accepts a guest, the name page is back with the name and the unsent text', async ({
  onDashboard,
  client,
}) => {
  const ana = await onDashboard('Ana');
  const link = await makeRoom(ana, 4);
  const gus = await client('Gus');
  await joinAsGuest(gus, link);
  await gus.button('Chat').click();
  await gus.page.getByRole('textbox', { name: 'Message' }).fill('half a thought');
  // A claim in another tab ends the session of the guest.
  const code = link.split('/').at(-1);
  const refreshed = await gus.context.request.post(`/api/rooms/${code}/guests/refresh`);
  const { user } = (await refreshed.json()) as { user: { id: string } };
  const claimed = await gus.context.request.post('/api/users/me/claims', {
    headers: await headersOf(ana),
    data: { ids: [user.id] },
  });
  expect(claimed.status()).toBe(200);
  await expect(nameField(gus)).toHaveValue('Gus');
  await expect(gus.page.getByText('Your time as a guest was ended.')).toBeVisible();
  await gus.button('Join as guest').click();
  await gus.expectInCall();
  await gus.button('Chat').click();
  await expect(gus.page.getByRole('textbox', { name: 'Message' })).toHaveValue('half a thought');
});

test('a room for accounts and the history explain to a visitor why they need an account', async ({
  onDashboard,
  client,
}) => {
  const ana = await onDashboard('Ana');
  const link = await makeRoom(ana, 4, { access: 'accounts' });
  const gus = await client('Gus');
  await gus.page.goto(link);
  await gus.expectPage('Sign in');
  await expect(
    gus.page.getByText('Only people with an account can join this meeting.'),
  ).toBeVisible();
  await gus.page.goto('/history');
  await gus.expectPage('Sign in');
  await expect(gus.page.getByText('Only people with an account have a history.')).toBeVisible();
  await gus.page.goto('/r/no-such-room');
  await gus.expectPage('There is no such room');
});
