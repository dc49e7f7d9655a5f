import { meet } from './support/start-call';
import { expect, test } from './support/test';

test('while the chat is closed, a notice names the author and the button counts unread messages', async ({
  user,
  onDashboard,
}) => {
  const ana = await onDashboard('Ana');
  const ben = await user('Ben');
  await meet([ana, ben]);
  await ben.button('Chat').click();
  await ben.say('Between us');
  const notice = ana.page.getByRole('status').filter({ hasText: 'Ben wrote.' });
  await expect(notice).toHaveText('Ben wrote. 1 unread message.');
  await ben.say('And this');
  await expect(notice).toHaveText('Ben wrote. 2 unread messages.');
  await expect(ana.button('Chat')).toHaveAccessibleDescription('2 unread messages');

  await ana.button('Chat').click();
  await expect(notice).toHaveCount(0);
  await expect(ana.button('Chat')).toHaveAccessibleDescription('');
});

test('a draft survives closing the chat panel, and Escape inside an input method does not close it', async ({
  onDashboard,
}) => {
  const ana = await onDashboard('Ana');
  await ana.newMeeting();
  await ana.button('Join now').click();
  await ana.button('Chat').click();
  const message = ana.page.getByRole('textbox', { name: 'Message' });
  await message.fill('Half a sent');
  await message.dispatchEvent('keydown', { key: 'Escape', isComposing: true });
  await expect(message).toHaveValue('Half a sent');
  await message.press('Escape');
  await expect(message).toBeHidden();
  await ana.button('Chat').click();
  await expect(message).toHaveValue('Half a sent');
  await ana.button('Send').click();
  await expect(ana.page.getByRole('log')).toContainText('Half a sent');
  await expect(message).toHaveValue('');
});
