import { AUDIO, chooseAbout, gather } from './support/hosted-call';
import { expect, test } from './support/test';

test('a host mutes a participant, turns the camera off and asks to unmute', async ({
  user,
  onDashboard,
}) => {
  const ana = await onDashboard('Ana', AUDIO);
  const ben = await user('Ben');
  await gather([ana, ben]);
  await ana.openPeople();
  await expect(ben.button('More about Ana')).toHaveCount(0);
  await chooseAbout(ana, ben, 'Mute');
  await expect(ben.page.getByText(/^Ana muted you\./)).toBeVisible();
  await expect(ben.button('Turn microphone on')).toBeVisible();
  await expect(ana.videoOf(ben).getByRole('img', { name: 'Microphone off' })).toBeVisible();
  await chooseAbout(ana, ben, 'Turn camera off');
  await expect(ben.button('Turn camera on')).toBeVisible();
  await expect(ana.videoOf(ben).locator('video')).toHaveCount(0);

  await chooseAbout(ana, ben, 'Mute until asked');
  await expect(ben.button('Turn microphone on')).toHaveAttribute('aria-disabled', 'true');
  await chooseAbout(ana, ben, 'Ask to unmute');
  await ben.button('Unmute').click();
  await expect(ben.button('Turn microphone off')).toBeVisible();
  await expect(ana.videoOf(ben).getByRole('img', { name: 'Microphone off' })).toHaveCount(0);
});

test('"Mute all" without permission, chat and sharing for everyone show their state', async ({
  user,
  onDashboard,
}) => {
  const ana = await onDashboard('Ana', AUDIO);
  const ben = await user('Ben', AUDIO);
  await gather([ana, ben]);
  await ana.chooseMore('Mute all');
  const dialog = ana.page.getByRole('dialog', { name: 'Mute all' });
  await dialog.getByRole('switch', { name: 'Let people unmute themselves' }).click();
  await dialog.getByRole('button', { name: 'Mute all' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(ben.button('Turn microphone on')).toHaveAttribute('aria-disabled', 'true');

  await ana.chooseMore('Chat for everyone');
  await ben.button('Chat').click();
  await expect(ben.page.getByRole('textbox', { name: 'Message' })).toBeDisabled();
  await ana.chooseMore('Sharing for everyone');
  await expect(ben.button('Share screen')).toHaveAttribute('aria-disabled', 'true');
  await ana.chooseMore('Lock meeting');
  await expect(ben.page.getByRole('img', { name: 'The meeting is locked' })).toBeVisible();
  await ana.chooseMore('Unlock meeting');
  await expect(ben.page.getByRole('img', { name: 'The meeting is locked' })).toHaveCount(0);
});

test('peers stop playing a removed participant, also if its client keeps sending', async ({
  user,
  onDashboard,
}) => {
  const ana = await onDashboard('Ana', AUDIO);
  const ben = await user('Ben', AUDIO);
  const cem = await user('Cem', AUDIO);
  // A client that does not close its connections, and so goes on sending.
  await ben.context.addInitScript(() => {
    RTCPeerConnection.prototype.close = () => undefined;
  });
  await gather([ana, ben, cem]);
  await cem.expectConnections(2);
  await ana.openPeople();
  await chooseAbout(ana, ben, 'Remove');
  await expect(cem.videoOf(ben)).toHaveCount(0);
  await cem.expectConnections(1);
  await ben.expectPage('You were removed from the meeting');
  await expect(ben.page.getByText('Ana removed you.', { exact: false })).toBeVisible();
});

test('"End for all" reaches everybody, also a phone that was offline', async ({
  user,
  onDashboard,
}) => {
  const ana = await onDashboard('Ana', AUDIO);
  const ben = await user('Ben', AUDIO);
  const cem = await user('Cem', { ...AUDIO, viewport: { width: 390, height: 844 } });
  await gather([ana, ben, cem]);
  await cem.context.setOffline(true);
  await expect(cem.page.getByText(/Connection to the server lost/)).toBeVisible({
    timeout: 30_000,
  });
  await ana.chooseMore('End for all');
  await ana.button('End for all').click();
  for (const client of [ana, ben]) await client.expectPage('The meeting has ended');
  await cem.context.setOffline(false);
  await cem.expectPage('The meeting has ended');
  await expect(cem.page.getByText('A host ended it for everybody.')).toBeVisible();

  await ana.page.getByRole('link', { name: 'See the record of this meeting' }).click();
  await expect(
    ana.page.getByRole('list', { name: 'Lines' }).getByText('Ana ended the meeting'),
  ).toBeVisible();
});
