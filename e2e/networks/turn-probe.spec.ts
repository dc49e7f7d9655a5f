import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { expect, test } from '@playwright/test';
import { bytesOf, FORBIDDEN } from './support/addresses';
import { Coturn, TURN_SECRET } from './support/coturn';
import { ADDRESS_6, createNetworks, whyNoNetworks, type Networks } from './support/namespaces';
import { timeLimited } from '../../scripts/lib/turn/stun.mjs';
import { TurnClient } from '../../scripts/lib/turn/turn-client.mjs';

const PORT = 3478;
const reason = whyNoNetworks();
test.skip(reason !== null, reason ?? '');

let networks: Networks;
let coturn: Coturn;
test.beforeAll(async () => {
  networks = createNetworks();
  const { address, t: namespace } = networks;
  const more = [`--relay-ip=${ADDRESS_6}`];
  coturn = await Coturn.start({ namespace, address, port: PORT, more });
});
test.afterAll(async () => {
  await coturn.stop();
  networks.remove();
});

const soon = (): number => Math.floor(Date.now() / 1000) + 600;
const open = (): Promise<TurnClient> =>
  TurnClient.open({ address: networks.address, port: PORT }, networks.outside);
const familyOf = (address: string): 4 | 6 => (address.includes(':') ? 6 : 4);

test('F24: the relay refuses every address that is not public, in every notation', async () => {
  expect(FORBIDDEN.length).toBeGreaterThanOrEqual(40);
  const answers: Record<string, [permission: number, channel: number]> = {};
  for (const family of [4, 6] as const) {
    const client = await open();
    const user = timeLimited(TURN_SECRET, `probe${family}`, soon());
    expect(await client.allocate(user, family)).toMatchObject({ code: 0 });
    for (const address of FORBIDDEN.filter((one) => familyOf(one) === family)) {
      const bytes = bytesOf(address);
      answers[address] = [await client.permit(bytes), await client.bind(bytes, 9)];
    }
    client.close();
  }
  for (const [address, codes] of Object.entries(answers)) {
    expect(codes, address).toEqual([403, 403]);
  }
});

test('the relay does relay to public addresses', async () => {
  const listener = createSocket('udp4');
  listener.bind(0, networks.outside);
  await once(listener, 'listening');
  const client = await open();
  const { code, relayPort } = await client.allocate(timeLimited(TURN_SECRET, 'ana', soon()));
  expect(code).toBe(0);
  const peer = bytesOf(networks.outside);

  // Without a permission nothing is sent, so the second datagram is the first that arrives.
  client.send(peer, listener.address().port, 'too early');
  expect(await client.permit(peer)).toBe(0);
  client.send(peer, listener.address().port, 'out');
  const [data] = (await once(listener, 'message')) as [Buffer];
  expect(data.toString()).toBe('out');
  listener.send('back', relayPort, networks.address);
  await client.receives('back');
  client.close();
  listener.close();

  const six = await open();
  await six.allocate(timeLimited(TURN_SECRET, 'ana6', soon()), 6);
  expect(await six.permit(bytesOf('2a00:1450:4001::2'))).toBe(0);
  six.close();
});

test('the relay refuses a wrong secret, expired credentials and a changed user name', async () => {
  const good = timeLimited(TURN_SECRET, 'ben', soon());
  const bad = {
    'wrong secret': timeLimited('another-secret', 'ben', soon()),
    'ran out a second ago': timeLimited(TURN_SECRET, 'ben', Math.floor(Date.now() / 1000) - 1),
    'later expiry, same password': { ...good, username: `${soon() + 86_400}:ben` },
    nobody: { username: '', password: '' },
  };
  for (const [what, credentials] of Object.entries(bad)) {
    const client = await open();
    expect((await client.allocate(credentials)).code, what).toBe(401);
    client.close();
  }
  const client = await open();
  expect((await client.allocate(good)).code).toBe(0);
  client.close();
});
