import { makeRoom } from './support/rest';
import { expect, test } from './support/test';

test('the lobby says that the server cannot be reached, and joins as soon as it can be', async ({
  user,
  onDashboard,
}) => {
  const ana = await onDashboard('Ana');
  const ben = await user('Ben');
  const link = await makeRoom(ana, 2);
  let isBlocked = true;
  await ben.page.routeWebSocket(/socket/, (socket) => {
    if (isBlocked) void socket.close();
    else socket.connectToServer();
  });
  await ben.page.goto(link);
  await ben.button('Join now').click();
  const notice = ben.page.getByRole('status').filter({ hasText: 'The server cannot be reached' });
  await expect(notice.getByRole('link', { name: 'Find out why' })).toBeVisible();

  isBlocked = false;
  await ben.page.evaluate(() => window.dispatchEvent(new Event('online')));
  await ben.expectInCall();
});
