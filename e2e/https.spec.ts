import { NO_NETWORK } from '../scripts/lib/network-means.mjs';
import { outsideAddress } from './support/outside-address';
import { ParleyServer } from './support/server';
import { expect, Client, test } from './support/test';

const outside = outsideAddress();

test('over plain HTTP from another device the lobby says why there is no camera, and the user joins without one', async ({
  browser,
}) => {
  test.skip(outside === undefined, NO_NETWORK);
  const parley = await ParleyServer.start({ HOST: '0.0.0.0' });
  const ana = await Client.open(browser, parley.url, 'Ana');
  const elsewhere = parley.url.replace('localhost', outside ?? '');
  const ben = await Client.open(browser, elsewhere, 'Ben', { permissions: [] });
  try {
    await ana.register();
    const link = await ana.newMeeting();
    await ana.button('Join now').click();
    await ana.expectInCall();

    await ben.register();
    expect(await ben.page.evaluate(() => window.isSecureContext)).toBe(false);
    await ben.page.goto(new URL(link).pathname);
    const notice = ben.page.getByRole('alert');
    await expect(notice).toContainText('opened without HTTPS');
    await expect(notice).toContainText('npm start -- --https');
    const secure = `https://${new URL(elsewhere).host}${new URL(link).pathname}`;
    await expect(notice.getByRole('link')).toHaveAttribute('href', secure);
    // The notice stays when the user tries anyway.
    await ben.button('Turn microphone on').click();
    await expect(notice).toContainText('opened without HTTPS');

    await ben.button('Join now').click();
    await ben.expectInCall();
    await ben.expectMediaFrom(1);
    await expect(ana.videoOf('Ben')).toBeVisible();
    for (const client of [ana, ben]) await client.expectClean();
  } finally {
    await ana.context.close();
    await ben.context.close();
    await parley.stop();
  }
});
