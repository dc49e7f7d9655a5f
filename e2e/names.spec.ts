import { expectNoSideways } from './support/accessible';
import { headersOf, makeRoom } from './support/rest';
import { expect, test } from './support/test';

const PHONE = { viewport: { width: 320, height: 640 } };
const LONG = 'x'.repeat(64);
const NOA = '\u05e0\u05d5\u05e2\u05d4 \u05db\u05d4\u05df';

test('equal names have numbers, long names fit on a small phone and new names appear at once', async ({
  user,
}) => {
  const [ana, twin] = [await user(LONG, PHONE), await user(LONG)];
  const link = await makeRoom(ana, 3);
  await ana.page.goto(link);
  await ana.button('Turn microphone off').click();
  await expectNoSideways(ana.page);
  await ana.button('Join now').click();
  await ana.expectInCall();
  await twin.join(link);
  const second = `${LONG} (2)`;
  await expect(ana.page.getByRole('figure', { name: `Video of ${second}` })).toBeVisible();

  await ana.button('Turn microphone on').click();
  await ana.openPeople();
  const panel = ana.page.getByRole('region', { name: 'People in the meeting' });
  // The name is truncated, but its number is not.
  for (const end of ['(You)', '(2)']) {
    await expect(panel.getByText(end, { exact: true })).toBeInViewport({ ratio: 1 });
  }
  await expect(panel.getByTitle('Microphone off')).toHaveCount(0);
  await expectNoSideways(ana.page);

  const renamed = await twin.context.request.patch('/api/users/me', {
    headers: await headersOf(twin),
    data: { displayName: NOA },
  });
  expect(renamed.status()).toBe(200);
  await expect(panel.getByText(NOA, { exact: true })).toBeVisible();
  await ana.button('Chat').click();
  await twin.button('Chat').click();
  await twin.say('From here on');
  const line = ana.page.getByRole('log').locator('[data-message]');
  await expect(line.locator('bdi')).toHaveText(NOA);
  // The name runs from right to left, and the time is still to the right of it.
  const [name, time] = [
    await line.locator('bdi').boundingBox(),
    await line.locator('time').boundingBox(),
  ];
  expect(time?.x).toBeGreaterThan(name?.x ?? Infinity);

  // A message that cannot be sent stays in the field, with the reason.
  await ana.page.getByRole('textbox', { name: 'Message' }).fill('Ring\u0007');
  await ana.button('Send').click();
  await expect(
    ana.page.getByText('Not sent. Contains characters that cannot be shown'),
  ).toBeVisible();
  await expect(ana.page.getByRole('textbox', { name: 'Message' })).toHaveValue('Ring\u0007');
});
