import { expect, test } from '@playwright/test';
import { expectMediaBack, expectSameTile, markTile } from '../support/continuity';
import { startCall } from '../support/start-call';
import { Apart } from './support/apart';
import { BOTH_TRANSPORTS, openTheWay } from './support/call';
import { Link } from './support/link';
import { whyNoNetworks } from './support/namespaces';

const reason = whyNoNetworks();
test.skip(reason !== null, reason ?? '');

test('F09: five seconds without a network: the tile stays, media and chat are back by themselves', async () => {
  const apart = await Apart.start({ transports: BOTH_TRANSPORTS });
  try {
    openTheWay(apart);
    const ana = await apart.member('Ana', 'a');
    const ben = await apart.guest('Ben', 'b');
    await startCall([ana, ben]);
    await markTile(ben, ana);
    await markTile(ana, ben);
    const link = new Link(apart.networks, 'a');

    link.cut();
    const before = await ben.received();
    await ben.say('Written while Ana was away');
    await ben.page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 5_000)));
    // Nothing more came than what had been on its way, so the cut is one.
    expect((await ben.received()).framesDecoded).toBeLessThan(before.framesDecoded + 15);
    await expectSameTile(ben, ana);
    link.mend();

    // How soon is measured where nothing else runs: see cuts.long.spec.ts.
    await expectMediaBack([ana, ben], Date.now(), 30_000);
    await expect(ana.page.getByText('Written while Ana was away')).toHaveCount(1);
    await expectSameTile(ben, ana);
    await expectSameTile(ana, ben);
  } finally {
    await apart.stop();
  }
});
