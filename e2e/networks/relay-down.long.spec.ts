import { test } from '@playwright/test';
import { expectMediaBack } from '../support/continuity';
import { passTime } from '../support/pass-time';
import { startCall } from '../support/start-call';
import { Apart, BOTH_TRANSPORTS, TURN_PORT } from './support/apart';
import { Coturn } from './support/coturn';
import { whyNoNetworks } from './support/namespaces';

const reason = whyNoNetworks();
test.skip(reason !== null, reason ?? '');

/** ICE restarts every 15 s; gathering and connectivity checks take a second or two. */
const LIMIT_MS = 20_000;

/** In the first case an ICE restart fails; in the second, recreated connections that require the relay fail too. */
for (const seconds of [30, 150]) {
  test(`media comes back by itself after the only relay was down for ${seconds} s`, async () => {
    const apart = await Apart.start({ transports: BOTH_TRANSPORTS });
    let again: Coturn | null = null;
    try {
      const ana = await apart.onDashboard('Ana', 'a');
      const ben = await apart.user('Ben', 'b');
      await startCall([ana, ben]);
      await apart.coturn.stop();
      await passTime(seconds * 1_000);
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
