import { putInTheMiddle } from './safety-code/middle';
import { expect, test, type Client } from './support/test';

/** Video would only cost the processor. */
const AUDIO = { permissions: ['microphone'] };

/** Opens the people panel and reads the words of the safety code with the other participant. */
async function readCode(client: Client, other: Client): Promise<string> {
  await client.openPeople();
  const panel = client.page.getByRole('region', { name: 'People in the meeting' });
  const code = panel.getByRole('button', { name: `Safety code with ${other.name}: ` });
  await expect(code).toBeVisible({ timeout: 30_000 });
  return ((await code.getAttribute('aria-label')) ?? '').replace(/^.*?: /, '');
}

/** Lets Ana open a meeting and Ben join it. */
async function call(ana: Client, ben: Client): Promise<void> {
  const link = await ana.newMeeting();
  await ana.button('Join now').click();
  await ana.expectInCall();
  await ben.join(new URL(link).pathname);
}

test('both sides of a call see the same safety code, and it explains itself', async ({
  user,
  onDashboard,
}) => {
  const [ana, ben] = [await onDashboard('Ana', AUDIO), await user('Ben', AUDIO)];
  await call(ana, ben);
  const code = await readCode(ana, ben);
  expect(code.split(', ')).toHaveLength(8);
  expect(await readCode(ben, ana)).toBe(code);

  await ana.page.getByRole('button', { name: 'Safety code with Ben' }).click();
  const dialog = ana.page.getByRole('dialog', { name: 'Safety code with Ben' });
  await expect(dialog.getByRole('listitem')).toHaveText(
    code.split(', ').map((word) => new RegExp(`${word}$`)),
  );
  await ana.page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(ana.page.getByText('encrypted from browser to browser')).toBeVisible();
});

test('somebody in the middle, who decrypts everything, gives both sides different safety codes', async ({
  browser,
  user,
  onDashboard,
}) => {
  const [ana, ben] = [await onDashboard('Ana', AUDIO), await user('Ben', AUDIO)];
  const middle = await putInTheMiddle(browser, [ana, ben]);
  // Opens the sockets again, through the interception.
  await ana.page.reload();
  await call(ana, ben);
  expect(await readCode(ana, ben)).not.toBe(await readCode(ben, ana));
  await expect.poll(middle.heard).toBeGreaterThan(0);
});
