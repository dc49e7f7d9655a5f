import { FirefoxClient, whyNoFirefox } from './support/firefox-client';
import { expect, test } from './support/test';

const reason = whyNoFirefox();
test.skip(reason !== null, reason ?? '');

test('users of Firefox and Chromium register, meet, chat, mute, share a screen, and leave', async ({
  client,
  parley,
}) => {
  const ana = await client('Ana');
  const [ben] = await Promise.all([
    FirefoxClient.open(parley.url, 'Ben'),
    ana.page.goto('/register').then(() => ana.fillRegistration()),
  ]);
  try {
    const link = await ana.newMeeting();
    await ana.button('Join now').click();
    await ana.expectInCall();

    await ben.registerAt(link);
    await ben.expectText('Ana is here.');
    await ben.join();
    await ana.expectMediaFrom(1);
    await ben.expectMediaFrom(1);
    await expect(ana.videoOf('Ben')).toBeVisible();

    await ben.press('Chat');
    await ben.say('Hello from Firefox');
    await ana.button('Chat').click();
    await expect(ana.page.getByText('Hello from Firefox')).toBeVisible();
    await ana.say('Hello from Chromium');
    await ben.expectText('Hello from Chromium');

    const muted = ana.videoOf('Ben').getByRole('img', { name: 'Microphone off' });
    await ben.press('Turn microphone off');
    await expect(muted).toHaveCount(1);
    await ben.press('Turn microphone on');
    await expect(muted).toHaveCount(0);

    await ana.button('Share screen').click();
    await ben.expectScreenOf('Ana');
    await ana.button('Stop sharing').click();
    await ben.expectClean();
  } finally {
    await ben.close();
  }
  await expect(ana.videoOf('Ben')).toHaveCount(0);
});
