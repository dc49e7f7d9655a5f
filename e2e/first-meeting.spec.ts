import { expect, test } from './support/test';

test('three users register, meet with video and chat, and find the meeting in their history', async ({
  client,
  parley,
}) => {
  test.setTimeout(120_000);
  const ana = await client('Ana');
  await ana.page.goto('/');
  await ana.page.getByRole('link', { name: 'Create account' }).first().click();
  await ana.fillRegistration();
  const link = await ana.newMeeting();
  await ana.button('Join now').click();
  await ana.expectInCall();

  // A link that was opened signed out survives registering.
  const ben = await client('Ben');
  await ben.page.goto(link);
  await ben.page.getByRole('link', { name: 'Create account' }).first().click();
  await ben.fillRegistration();
  await ben.button('Join now').click();
  await ben.expectInCall();
  await ana.expectMediaFrom(1);
  await ben.expectMediaFrom(1);
  await expect(ana.videoOf(ben)).toBeVisible();
  await expect(ben.videoOf(ana)).toBeVisible();

  await ana.button('Chat').click();
  await ana.say('Hello Ben, https://example.org/agenda has the plan');
  await ben.button('Chat').click();
  await expect(ben.page.getByText('has the plan')).toBeVisible();
  await ben.say('Hello Ana');
  await expect(ana.page.getByText('Hello Ana')).toBeVisible();

  await ben.button('Share screen').click();
  await expect(ben.button('Stop sharing')).toBeVisible();

  const cem = await client('Cem');
  await cem.page.goto(link);
  await cem.page.getByRole('link', { name: 'Create account' }).first().click();
  await cem.fillRegistration();
  await cem.button('Join now').click();
  await cem.expectInCall();
  await cem.expectMediaFrom(2);
  await cem.button('Chat').click();
  await expect(cem.page.getByText('Hello Ana')).toBeVisible();
  await ben.button('Stop sharing').click();

  for (const someone of [cem, ben, ana]) await someone.leave();
  await parley.end('SIGTERM');
  await parley.run();

  for (const someone of [ana, ben, cem]) {
    await someone.page.goto('/');
    await someone.page.getByRole('link', { name: 'History' }).first().click();
    await someone.page
      .getByRole('link', { name: /Ana's meeting/ })
      .first()
      .click();
    const main = someone.page.getByRole('main');
    for (const name of ['Ana', 'Ben', 'Cem']) await expect(main).toContainText(name);
    await expect(main).toContainText('Hello Ben');
    await expect(main).toContainText('Hello Ana');
    await expect(main.getByRole('link', { name: 'https://example.org/agenda' })).toHaveAttribute(
      'rel',
      /noopener/,
    );
  }
});
