import { expect, test } from '@playwright/test';
import { startCall } from '../support/start-call';
import { readVideoSent } from '../support/video-sent';
import { Apart } from './support/apart';
import { Link } from './support/link';
import { whyNoNetworks } from './support/namespaces';

const NARROW_KILOBITS = 200;
/** The bandwidth estimate adapts to the narrow uplink within this time. */
const SHRUNK_WITHIN_MS = 60_000;
/** Ten good seconds for each of at most five steps, and time for the bandwidth estimate to grow. */
const GROWN_WITHIN_MS = 90_000;

const reason = whyNoNetworks();
test.skip(reason !== null, reason ?? '');

test('a camera that shrank for a narrow uplink is sent in full size again when the uplink is wide', async () => {
  const apart = await Apart.start({ transports: [] });
  apart.networks.enableForwarding();
  try {
    const ana = await apart.onDashboard('Ana', 'a');
    const ben = await apart.user('Ben', 'b');
    const heightSent = async () => (await ana.page.evaluate(readVideoSent)).height;
    await startCall([ana, ben]);
    await ben.button('Close chat').click();
    // Even one of two tiles in this window is large enough for the largest size.
    await ben.page.setViewportSize({ width: 1900, height: 1000 });
    await expect.poll(heightSent, { timeout: 60_000 }).toBe(720);

    const uplink = new Link(apart.networks, 'a');
    uplink.narrow(NARROW_KILOBITS);
    await expect.poll(heightSent, { timeout: SHRUNK_WITHIN_MS }).toBeLessThanOrEqual(360);
    const shrunkTo = await heightSent();
    uplink.widen();
    const widenedAt = Date.now();
    await expect.poll(heightSent, { timeout: GROWN_WITHIN_MS }).toBe(720);
    const description = `from ${shrunkTo} in ${Date.now() - widenedAt} ms`;
    test.info().annotations.push({ type: 'grown back', description });
  } finally {
    await apart.stop();
  }
});
