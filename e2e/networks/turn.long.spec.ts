import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { ensureCertificate } from '../../scripts/lib/certificate.mjs';
import { TURN_PORT } from './support/apart';
import { block, expectOverRelay, meetApart } from './support/meet-apart';
import { whyNoNetworks } from './support/namespaces';
import { passTime } from '../support/pass-time';

const TLS_PORT = 5349;

const reason = whyNoNetworks();
test.skip(reason !== null, reason ?? '');

test('with UDP and plain TCP to the relay blocked, the call uses TURN over TLS', async () => {
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

test('without a relay the two networks get no media', async () => {
  await meetApart(
    { transports: [] },
    () => undefined,
    async (ana, ben) => {
      await expect(ana.videoOf(ben)).toBeVisible();
      // Longer than connecting over a relay takes.
      await passTime(3_000);
      for (const someone of [ana, ben]) expect((await someone.received()).connected).toBe(0);
    },
  );
});
