import { expect, test } from './support/test';

/**
 * Parley has every feature of the applications that it replaces. 'Video Call App' is tested in
 * joining.spec.ts and 'VCallPe' in first-meeting.spec.ts.
 */

test("'WebRTC Video Calling': a room with a unique code, a shared link, a call that starts with the second participant", async ({
  user,
  onDashboard,
  parley,
}) => {
  const ana = await onDashboard('Ana');
  const code = `sales-${Date.now().toString(36)}`;
  await ana.page
    .getByRole('button', { name: /Name a room|New room/ })
    .first()
    .click();
  const dialog = ana.page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: /name/i }).first().fill('Sales');
  await dialog.getByRole('textbox', { name: /code|link/i }).fill(code);
  await dialog.getByRole('button', { name: /create/i }).click();
  const ben = await user('Ben');
  await ana.join(`${parley.url}/r/${code}`);
  await ben.join(`${parley.url}/r/${code}`);
  await ana.expectMediaFrom(1);
  await ben.expectMediaFrom(1);
});

test("'WebRTC-Video-call': join notices, and renegotiation after an interruption", async ({
  user,
  onDashboard,
}) => {
  const ana = await onDashboard('Ana');
  const ben = await user('Ben');
  const link = await ana.newMeeting();
  await ana.button('Join now').click();
  await ben.join(link);
  await expect(ana.page.getByText('Ben joined')).toBeVisible();
  await ana.expectMediaFrom(1);
  await ben.page.reload();
  await expect(ana.page.getByText('Ben left')).toBeVisible();
  await ben.button('Join now').click();
  await ben.expectInCall();
  await ana.expectMediaFrom(1);
  await ben.expectMediaFrom(1);
});

test("'P2PChat': a lobby, an invite link, rejoining, and no tile of a participant who left", async ({
  user,
  onDashboard,
}) => {
  const ana = await onDashboard('Ana');
  const ben = await user('Ben');
  await ana.newMeeting();
  await ana.button('Copy invite link').click();
  const link = await ana.page.evaluate(() => navigator.clipboard.readText());
  await ana.button('Join now').click();
  await ben.page.goto(link);
  await expect(ben.page.getByText('Ana is here.')).toBeVisible();
  await ben.button('Join now').click();
  await ana.expectMediaFrom(1);
  await ben.leave();
  await expect(ana.videoOf(ben)).toHaveCount(0);
  await ben.button('Rejoin').click();
  await ben.expectInCall();
  await ana.expectMediaFrom(1);
});
