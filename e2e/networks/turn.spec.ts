import { test } from '@playwright/test';
import { block, expectOverRelay, meetApart } from './support/meet-apart';
import { whyNoNetworks } from './support/namespaces';

const reason = whyNoNetworks();
test.skip(reason !== null, reason ?? '');

test('a call between two separate networks uses TURN over UDP', async () => {
  await meetApart(
    { transports: ['?transport=udp'] },
    () => undefined,
    async (ana, ben) => {
      await ana.expectMediaFrom(1);
      await ben.expectMediaFrom(1);
    },
  );
});

test('with UDP blocked, the call uses TURN over TCP', async () => {
  await meetApart(
    { transports: ['?transport=udp', '?transport=tcp'] },
    (apart) => block(apart, 'meta l4proto udp'),
    (ana, ben) => expectOverRelay([ana, ben], 'tcp'),
  );
});
