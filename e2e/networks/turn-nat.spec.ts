import { expect, test } from '@playwright/test';
import { checkRelay } from '../../scripts/lib/doctor/relay.mjs';
import type { Finding } from '../../scripts/lib/doctor/finding.mjs';
import { timeLimited } from '../../scripts/lib/turn/stun.mjs';
import { TurnClient } from '../../scripts/lib/turn/turn-client.mjs';
import { Coturn, TURN_SECRET } from './support/coturn';
import { createNetworks, whyNoNetworks, type Networks } from './support/namespaces';
import { addressOptions, behindNat, PRIVATE_IP } from './support/nat';

const PORT = 3478;
const reason = whyNoNetworks();
test.skip(reason !== null, reason ?? '');

let networks: Networks;
let publicIp: string;
test.beforeAll(() => {
  networks = createNetworks();
  publicIp = behindNat(networks);
});
test.afterAll(() => networks.remove());

/** What the doctor finds when two clients use a relay that was started with these options. */
async function relayBetweenTwo(options: {
  on: string;
  reachedAt: string;
  more: string[];
}): Promise<Finding> {
  const { on: address, reachedAt, more } = options;
  const coturn = await Coturn.start({ namespace: networks.t, address, port: PORT, more });
  const open = async () => {
    const client = await TurnClient.open({ address: reachedAt, port: PORT }, networks.outside);
    const expiry = Math.floor(Date.now() / 1000) + 600;
    const { code, ...end } = await client.allocate(timeLimited(TURN_SECRET, 'ana', expiry));
    expect(code).toBe(0);
    return { client, ...end };
  };
  const [one, other] = [await open(), await open()];
  try {
    return await checkRelay('TURN', one, other);
  } finally {
    one.client.close();
    other.client.close();
    await coturn.stop();
  }
}

test('behind 1:1 NAT, as in clouds, two clients that both need the relay reach each other', async () => {
  const more = addressOptions({ PUBLIC_IP: publicIp, PRIVATE_IP });
  const found = await relayBetweenTwo({ on: PRIVATE_IP, reachedAt: publicIp, more });
  expect(found).toMatchObject({ status: 'passed' });
});

test('two clients that both need the relay reach each other when the machine has the public address', async () => {
  const { address } = networks;
  const more = addressOptions({ PUBLIC_IP: address });
  expect(more).toContain(`--external-ip=${address}/${address}`);
  const found = await relayBetweenTwo({ on: address, reachedAt: address, more });
  expect(found).toMatchObject({ status: 'passed' });
});

test('behind NAT without the private address, the doctor says what to write into .env', async () => {
  const more = addressOptions({ PUBLIC_IP: publicIp });
  const found = await relayBetweenTwo({ on: PRIVATE_IP, reachedAt: publicIp, more });
  expect(found).toMatchObject({
    status: 'failed',
    detail: `hands out ${PRIVATE_IP}, but does not relay to it`,
    remedy: expect.stringContaining(`PRIVATE_IP=${PRIVATE_IP} in .env`),
  });
});

test('behind NAT with only the public address, the doctor asks for the private one', async () => {
  const more = [`--external-ip=${publicIp}`, `--allowed-peer-ip=${publicIp}`];
  const found = await relayBetweenTwo({ on: PRIVATE_IP, reachedAt: publicIp, more });
  expect(found).toMatchObject({
    status: 'failed',
    detail: `hands out ${publicIp}, but does not relay to it`,
    remedy: expect.stringContaining(`--external-ip=${publicIp}/PRIVATE`),
  });
});
