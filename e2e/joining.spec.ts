import { makeRoom } from './support/rest';
import { staysInCall } from './support/stays-in-call';
import { expect, test } from './support/test';

test("'Video Call App': a full one-to-one room says so, and admits the next participant by itself", async ({
  user,
  onDashboard,
}) => {
  const ana = await onDashboard('Ana');
  const link = await makeRoom(ana, 2);
  const ben = await user('Ben');
  const cem = await user('Cem');
  await ana.join(link);
  await ben.join(link);
  await cem.page.goto(link);
  await cem.button('Join now').click();
  await expect(cem.page.getByRole('heading', { name: 'This room is full' })).toBeVisible();

  await ben.leave();
  await cem.expectInCall();
  await ana.expectMediaFrom(1);
  await expect(ana.videoOf('Cem')).toBeVisible();
  await expect(ana.videoOf('Ben')).toHaveCount(0);
});

test('a code of no room leads to a page that offers the dashboard', async ({ onDashboard }) => {
  const ana = await onDashboard('Ana');
  for (const code of ['no-such-room-here', 'no.code']) {
    await ana.page.goto(`/r/${code}`);
    await ana.expectPage('There is no such room');
    await expect(ana.page.getByRole('link', { name: 'Back to dashboard' })).toBeVisible();
  }
});

test('a link that was copied with the full stop of its sentence leads to the room', async ({
  onDashboard,
}) => {
  const ana = await onDashboard('Ana');
  const link = await makeRoom(ana, 2);
  await ana.page.goto(`${link}.`);
  await expect(ana.button('Join now')).toBeVisible();
  await expect(ana.page.getByText('Nobody is here yet.')).toBeVisible();
  expect(ana.page.url()).toBe(link);
});

test('the dashboard accepts a code with capitals and spaces and a whole link', async ({
  onDashboard,
}) => {
  const ana = await onDashboard('Ana');
  const link = await ana.newMeeting();
  const code = link.split('/').at(-1) ?? '';
  for (const typed of [link, ` ${code.toUpperCase().replaceAll('-', ' ')} `]) {
    await ana.page.goto('/');
    await ana.page.getByRole('textbox', { name: 'Code or link' }).fill(typed);
    await ana.button('Join').click();
    await expect(ana.button('Join now')).toBeVisible();
    await expect(ana.page.getByText('Nobody is here yet.')).toBeVisible();
  }
});

test('a user without any device joins and receives the media of the others', async ({
  user,
  onDashboard,
}) => {
  const ana = await onDashboard('Ana');
  const ben = await user('Ben');
  await ben.context.addInitScript(() => {
    const refuse = () => Promise.reject(new DOMException('none', 'NotFoundError'));
    navigator.mediaDevices.getUserMedia = refuse;
    navigator.mediaDevices.enumerateDevices = () => Promise.resolve([]);
  });
  const link = await ana.newMeeting();
  await ana.button('Join now').click();
  await ana.expectInCall();

  await ben.page.goto(link);
  await expect(ben.page.getByText(/No .* found/).first()).toBeVisible();
  await ben.button('Join now').click();
  await ben.expectInCall();
  await expect.poll(async () => (await ben.received()).framesDecoded).toBeGreaterThan(5);
  await expect(ana.videoOf('Ben')).toBeVisible();
  await expect(ana.videoOf('Ben').locator('video')).toHaveCount(0);
});

test('the lobby explains a denied camera, which does not block joining', async ({
  onDashboard,
}) => {
  const ana = await onDashboard('Ana');
  await ana.context.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = () =>
      Promise.reject(new DOMException('denied', 'NotAllowedError'));
  });
  // Init scripts run in new documents only.
  await ana.page.reload();
  await ana.newMeeting();
  await expect(ana.page.getByText(/The browser may not use your .*camera/)).toBeVisible();
  await ana.button('Join now').click();
  await ana.expectInCall();
});

test('a second window of the same user takes over the seat, and the first does not take it back', async ({
  onDashboard,
}) => {
  const ana = await onDashboard('Ana');
  const link = await ana.newMeeting();
  await ana.button('Join now').click();
  await ana.expectInCall();
  const second = await ana.context.newPage();
  await second.goto(link);
  await second.getByRole('button', { name: 'Join now' }).click();
  await expect(second.getByRole('button', { name: 'Leave', exact: true })).toBeVisible();
  await expect(
    ana.page.getByRole('alert').filter({ hasText: 'You joined from another window' }),
  ).toBeVisible();
  expect(await staysInCall(second)).toBe(true);
});
