import type { Client } from './support/client';
import { expect, test } from './support/test';

/** All capacities that this server allows (`MESH_LIMIT`). */
const ALL_SIZES = [
  'As many as the server can (4)',
  'One-to-one',
  'Up to 3 people',
  'Up to 4 people',
];

async function chooseSize({ page }: Client, dialogName: string, size: string): Promise<void> {
  const dialog = page.getByRole('dialog', { name: dialogName });
  await dialog.getByRole('combobox', { name: 'People' }).click();
  await expect(page.getByRole('option')).toHaveText(ALL_SIZES);
  await page.getByRole('option', { name: size }).click();
}

test('the owner creates and resizes a room within the limit of the server', async ({
  onDashboard,
}) => {
  const ana = await onDashboard('Ana');
  await ana.button('New room with a name').click();
  await ana.page.getByRole('textbox', { name: 'Room name' }).fill('Weekly');
  await chooseSize(ana, 'New room with a name', 'Up to 3 people');
  await ana.button('Create room').click();
  const room = ana.page.getByRole('listitem').filter({ hasText: 'Weekly' });
  await expect(room).toContainText('Up to 3 people');

  await ana.button('More about Weekly').click();
  await ana.page.getByRole('menuitem', { name: 'Room settings' }).click();
  await chooseSize(ana, 'Room settings', 'One-to-one');
  await ana.button('Save').click();
  await expect(room).toContainText('One-to-one');
});

test('the record of a meeting stays when its room is deleted, without a link to the room', async ({
  onDashboard,
}) => {
  const ana = await onDashboard('Ana');
  await ana.newMeeting();
  await ana.button('Join now').click();
  await ana.expectInCall();
  await ana.leave();
  await ana.page.goto('/');
  const wayBack = ana.page.getByRole('link', { name: /^Meet again in/ });
  await expect(wayBack).toHaveText('Meet again');

  await ana.page.getByRole('button', { name: /^More about/ }).click();
  await ana.page.getByRole('menuitem', { name: 'Delete' }).click();
  await ana.page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
  await expect(ana.page.getByText('Room deleted')).toBeVisible();
  await expect(wayBack).toBeHidden();
});

test('a user who has left a running meeting can read its record when it has ended', async ({
  onDashboard,
}) => {
  const [ana, ben] = [await onDashboard('Ana'), await onDashboard('Ben')];
  const link = await ana.newMeeting();
  await expect(ana.page.getByText('during the meeting only people inside')).toBeVisible();
  await ana.button('Join now').click();
  await ben.join(link);
  await ben.leave();
  await ben.page.goto('/history');
  await ben.page.getByRole('link', { name: "Ana's meeting", exact: true }).click();
  await expect(ben.page.getByText('This meeting is still running.')).toBeVisible();
  const conversation = ben.page.getByRole('heading', { name: 'Conversation', exact: true });
  await expect(conversation).toBeHidden();
  await ana.leave();
  await ben.page.reload();
  await expect(conversation).toBeVisible();
});
