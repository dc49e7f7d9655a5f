import type { Locator } from '@playwright/test';
import { expectAccessible, expectNoSideways } from './support/accessible';
import { headersOf, makeRoom } from './support/rest';
import { expect, type Client, test } from './support/test';

const waitingRoomOf = ({ page }: Client): Locator =>
  page.getByRole('region', { name: 'Waiting room' });

async function expectWaiting(client: Client): Promise<void> {
  await expect(
    client.page.getByRole('heading', { name: 'Waiting to be let in', exact: true }),
  ).toBeVisible();
}

/** Opens the link and asks to be let in. */
async function knock(client: Client, link: string): Promise<void> {
  await client.page.goto(link);
  await client.button('Join now').click();
  await expectWaiting(client);
}

const NO_DEVICES = { permissions: [] };
const PHONE = { ...NO_DEVICES, viewport: { width: 390, height: 844 } };

test('a host lets one person in and refuses another, and sees the same cards after a reload', async ({
  user,
}) => {
  const [ana, ben, cem] = [
    await user('Ana', NO_DEVICES),
    await user('Ben', NO_DEVICES),
    await user('Cem', PHONE),
  ];
  const link = await makeRoom(ana, 4, { access: 'everyone_waits' });
  await ana.join(link);
  await knock(ben, link);
  await knock(cem, link);
  // People who wait learn nothing about the meeting.
  await expect(ben.page.getByText('Ana')).toHaveCount(0);
  await expectAccessible(cem.page, 'waiting page on a phone');
  await expectNoSideways(cem.page);

  await expect(waitingRoomOf(ana)).toContainText('2 people wait to be let in');
  await expectAccessible(ana.page, 'call with a waiting room');
  await ana.page.reload();
  await expect(ana.button('Let in Ben')).toBeVisible();
  await ana.button('Join now').click();
  await ana.expectInCall();
  await expect(ana.button('Refuse Cem')).toBeVisible();

  await ana.button('Let in Ben').click();
  // No other click: he pressed 'Join now' when he knocked.
  await ben.expectInCall();
  await ana.button('Refuse Cem').click();
  await expect(cem.page.getByRole('heading', { name: 'You were not let in' })).toBeVisible();
  await expect(cem.page.getByRole('button', { name: /^Ask again in/ })).toBeDisabled();
  await expect(waitingRoomOf(ana)).toBeHidden();
  await expect(ana.videoOf(ben)).toBeVisible();
  await expect(ana.videoOf(cem)).toBeHidden();
  // A person who was let in comes back without knocking.
  await ben.page.reload();
  await ben.button('Join now').click();
  await ben.expectInCall();
});

test('a host who is elsewhere in the application sees the card and lets the person in', async ({
  onDashboard,
  user,
}) => {
  const [ana, ben] = [await onDashboard('Ana', PHONE), await user('Ben', NO_DEVICES)];
  const link = await makeRoom(ana, 4, { access: 'everyone_waits' });
  await ana.page.goto('/history');
  await knock(ben, link);
  await expect(waitingRoomOf(ana)).toContainText('Ben');
  await expectAccessible(ana.page, 'page with a waiting room on a phone');
  await ana.button('Let in Ben').click();
  await ben.expectInCall();
  await expect(waitingRoomOf(ana)).toBeHidden();
});

test('guests wait to be let in while people with an account join at once, and a kept-out guest stays out', async ({
  client,
  user,
}) => {
  const [ana, ben, gia] = [
    await user('Ana', NO_DEVICES),
    await user('Ben', NO_DEVICES),
    await client('Gia', PHONE),
  ];
  const link = await makeRoom(ana, 4, { access: 'guests_wait' });
  await ana.join(link);
  await ben.join(link);
  await gia.page.goto(link);
  await gia.page.getByRole('textbox', { name: 'Your name' }).fill('Gia');
  await gia.button('Join as guest').click();
  await expectWaiting(gia);
  await expect(waitingRoomOf(ana)).toContainText('Guest');
  await ana.button('Let in Gia').click();
  await gia.expectInCall();

  await ana.openPeople();
  await ana.button('More about Gia').click();
  await ana.page.getByRole('menuitem', { name: 'Remove and keep out' }).click();
  const question = ana.page.getByRole('alertdialog').or(ana.page.getByRole('dialog'));
  await question.getByRole('button', { name: 'Remove and keep out' }).click();
  await expect(ana.videoOf('Gia')).toBeHidden();
  // Another name is another guest, but from the same address: the host is asked.
  await gia.page.goto(link);
  const name = gia.page.getByRole('textbox', { name: 'Your name' });
  await expect(name).toBeVisible();
  await name.fill('Mia');
  await gia.button('Join as guest').click();
  await expectWaiting(gia);
  await expect(ana.button('Let in Mia')).toBeVisible();
  await expect(ana.videoOf('Mia')).toBeHidden();
});

test('people who wait go on waiting when the server is killed, and are let in afterwards', async ({
  user,
  parley,
}) => {
  const [ana, ben] = [await user('Ana', NO_DEVICES), await user('Ben', NO_DEVICES)];
  const link = await makeRoom(ana, 4, { access: 'everyone_waits' });
  await ana.join(link);
  await knock(ben, link);
  await expect(ana.button('Let in Ben')).toBeVisible();
  await parley.end('SIGKILL');
  await parley.run();
  await expect(ana.page.getByText(/Connection to the server lost/)).toBeHidden();
  await expectWaiting(ben);
  await ana.button('Let in Ben').click();
  await ben.expectInCall();
  await expect(ana.videoOf(ben)).toBeVisible();
});

test('a room password is asked once, and an invite link with its key needs none', async ({
  onDashboard,
  user,
}) => {
  const [ana, ben, cem] = [
    await onDashboard('Ana', NO_DEVICES),
    await user('Ben', NO_DEVICES),
    await user('Cem', NO_DEVICES),
  ];
  const link = await makeRoom(ana, 4);
  await ana.page.reload();
  await ana.page.getByRole('button', { name: /^More about/ }).click();
  await ana.page.getByRole('menuitem', { name: 'Room settings' }).click();
  const dialog = ana.page.getByRole('dialog', { name: 'Room settings' });
  await dialog.getByLabel('Room password').fill('tulip');
  await dialog.getByRole('checkbox', { name: 'Put the password into the invite link' }).check();
  await expectAccessible(ana.page, 'room settings');
  await ana.button('Save').click();
  await expect(dialog).toBeHidden();

  await ben.page.goto(link);
  await ben.page.getByLabel('Room password').fill('rose');
  await ben.button('Join now').click();
  await expect(ben.page.getByText('This is not the password of the room.')).toBeVisible();
  await ben.page.getByLabel('Room password').fill('tulip');
  await ben.button('Join now').click();
  await ben.expectInCall();
  await ben.leave();
  await ben.join(link);

  const rooms = await ana.context.request.get('/api/rooms', { headers: await headersOf(ana) });
  const [room] = ((await rooms.json()) as { rooms: { inviteKey: string }[] }).rooms;
  await cem.join(`${link}#key=${room?.inviteKey}`);
  await expect(cem.page).toHaveURL(link);
});
