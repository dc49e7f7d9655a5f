import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { ensureCertificate } from '../../scripts/lib/certificate.mjs';
import { TURN_PORT } from './support/apart';
import { block, expectOverRelay, meetApart } from './support/meet-apart';
import { whyNoNetworks } from './support/namespaces';

const TLS_PORT = 5349;

const reason = whyNoNetworks();
test.skip(reason !== null, reason ?? '');

test('where UDP and plain TCP to the relay are blocked, the call goes over TURN and TLS', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'parley-turns-'));
  const names = { names: ['localhost'], addresses: ['127.0.0.1'] };
  const { certFile, keyFile } = await ensureCertificate({ dataDir, ...names });
  try {
    await meetApart(
      {
        transports: ['?transport=udp', '?transport=tcp'],
        overTls: TLS_PORT,
        coturn: [`--tls-listening-port=${TLS_PORT}`, `--cert=${certFile}`, `--pkey=${keyFile}`],
      },
      (apart) => block(apart, 'meta l4proto udp', `tcp dport ${TURN_PORT}`),
      (ana, ben) => expectOverRelay([ana, ben], 'tls'),
    );
  } finally {
    rmSync(dataDir, { recursive: true });
  }
});

test('without a relay they do not meet, so that the other tests mean something', async () => {
  await meetApart(
    { transports: [] },
    () => undefined,
    async (ana, ben) => {
      await expect(ana.videoOf(ben)).toBeVisible();
      // Longer than the way over a relay takes.
      await ana.page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 3_000)));
      for (const someone of [ana, ben]) expect((await someone.received()).connected).toBe(0);
    },
  );
});
