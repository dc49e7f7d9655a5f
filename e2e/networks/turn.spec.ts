import { test } from '@playwright/test';
import { block, expectOverRelay, meetApart } from './support/meet-apart';
import { whyNoNetworks } from './support/namespaces';

const reason = whyNoNetworks();
test.skip(reason !== null, reason ?? '');

test('two networks without a way between them: a call over TURN and UDP', async () => {
  await meetApart(
    { transports: ['?transport=udp'] },
    () => undefined,
    async (ana, ben) => {
      await ana.expectMediaFrom(1);
      await ben.expectMediaFrom(1);
    },
  );
});

test('where UDP is blocked, the call goes over TURN and TCP', async () => {
  await meetApart(
    { transports: ['?transport=udp', '?transport=tcp'] },
    (apart) => block(apart, 'meta l4proto udp'),
    (ana, ben) => expectOverRelay([ana, ben], 'tcp'),
  );
});
