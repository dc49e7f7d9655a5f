import { test } from '@playwright/test';
import { expectMediaBack } from '../support/continuity';
import { startCall } from '../support/start-call';
import { Apart, BOTH_TRANSPORTS, TURN_PORT } from './support/apart';
import { Coturn } from './support/coturn';
import { whyNoNetworks } from './support/namespaces';

const reason = whyNoNetworks();
test.skip(reason !== null, reason ?? '');

/** A path is looked for anew every fifteen seconds; gathering and checks take a second or two. */
const LIMIT_MS = 20_000;

/** In the first case a restart fails, in the second whole connections do, and the relay is insisted on. */
for (const seconds of [30, 150]) {
  test(`the only relay is away for ${seconds} s, the server is not: media comes back by itself`, async () => {
    const apart = await Apart.start({ transports: BOTH_TRANSPORTS });
    let again: Coturn | null = null;
    try {
      const ana = await apart.onDashboard('Ana', 'a');
      const ben = await apart.user('Ben', 'b');
      await startCall([ana, ben]);
      await apart.coturn.stop();
      await ana.page.waitForTimeout(seconds * 1_000);
      const { t: namespace, address } = apart.networks;
      again = await Coturn.start({ namespace, address, port: TURN_PORT });

      await expectMediaBack([ana, ben], Date.now(), LIMIT_MS);
      for (const client of [ana, ben]) await client.expectMediaFrom(1);
    } finally {
      await apart.stop();
      await again?.stop();
    }
  });
}
