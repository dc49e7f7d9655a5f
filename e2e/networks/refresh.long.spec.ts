import { expect, test, type Page } from '@playwright/test';
import type { WatchedWindow } from '../support/watch-media';
import { Apart, TURN_PORT } from './support/apart';
import { block } from './support/meet-apart';
import { whyNoNetworks } from './support/namespaces';

const LIFETIME_SECONDS = 15;
const CALL_SECONDS = 60;
/** Clients refresh the credentials after half of their lifetime, in whole seconds. */
const REFRESHES = Math.ceil(CALL_SECONDS / Math.floor(LIFETIME_SECONDS / 2));

const reason = whyNoNetworks();
test.skip(reason !== null, reason ?? '');

test('a call over the relay outlives its credentials, and an ICE restart uses fresh ones', async () => {
  const apart = await Apart.start({
    transports: ['?transport=udp'],
    server: { TURN_LIFETIME_SECONDS: String(LIFETIME_SECONDS) },
  });
  const { t, nft } = apart.networks;
  // Each client reaches the peer's relay only through a relay of its own.
  block(apart, `udp dport != ${TURN_PORT}`);
  try {
    const ana = await apart.onDashboard('Ana', 'a');
    const received = expiriesReceived(ana.page);
    const ben = await apart.user('Ben', 'b');
    const link = await ana.newMeeting();
    await ana.button('Join now').click();
    await ana.expectInCall();
    await ben.join(link);
    await ana.expectMediaFrom(1);
    const before = await ana.page.evaluate(readOwnEnds);
    expect(before).toHaveLength(1);
    const refreshedBefore = received.size;

    await expect
      .poll(() => received.size - refreshedBefore, { timeout: 2_000 * CALL_SECONDS })
      .toBeGreaterThanOrEqual(REFRESHES);
    const [oldest = Infinity] = received;
    expect(Date.now() / 1000 - oldest).toBeGreaterThan(CALL_SECONDS - 2 * LIFETIME_SECONDS);
    // The ICE session is still the first, and the configuration is ready for another one.
    const [now] = await ana.page.evaluate(readOwnEnds);
    expect(now?.ufrag).toBe(before[0]?.ufrag);
    expect(now?.expiry).toBeGreaterThan(Date.now() / 1000);
    await ana.expectMediaFrom(1);
    await ben.expectMediaFrom(1);

    nft(t, 'add table inet cut');
    nft(t, 'add chain inet cut input { type filter hook input priority 0 ; }');
    nft(t, 'add rule inet cut input iifname != lo meta l4proto udp drop');
    const old = before[0]?.ufrag;
    await expect.poll(() => ana.page.evaluate(readUfrags)).not.toContain(old);
    nft(t, 'delete table inet cut');
    await ana.expectMediaFrom(1);
    await ben.expectMediaFrom(1);
    const [after] = await ana.page.evaluate(readOwnEnds);
    expect(after?.ufrag).not.toBe(old);
    expect(after?.candidateType).toBe('relay');
    // The relay was allocated with the credentials of this restart, not of the join.
    expect(after?.expiry).toBeGreaterThan(oldest + CALL_SECONDS - LIFETIME_SECONDS);
  } finally {
    await apart.stop();
  }
});

/** Collects the expiry times, in seconds since 1970, of all credentials that the server sends to a page. */
function expiriesReceived(page: Page): Set<number> {
  const received = new Set<number>();
  page.on('websocket', (socket) => {
    socket.on('framereceived', ({ payload }) => {
      for (const [, expiry] of String(payload).matchAll(/"username":"(\d+):/g)) {
        received.add(Number(expiry));
      }
    });
  });
  return received;
}

interface OwnEnd {
  ufrag: string | undefined;
  /** Expiry of the credentials in the connection's configuration, in seconds since 1970. */
  expiry: number;
  candidateType: unknown;
}

/** Runs in the page: the ICE user name fragments of its connections, connected or not. */
function readUfrags(): (string | undefined)[] {
  const { connections } = (window as unknown as WatchedWindow).parleyTest;
  return connections
    .filter(({ connectionState }) => connectionState !== 'closed')
    .map(({ localDescription }) => /a=ice-ufrag:(\S+)/.exec(localDescription?.sdp ?? '')?.[1]);
}

/** Runs in the page: the local end of each connected connection. */
async function readOwnEnds(): Promise<OwnEnd[]> {
  const { connections } = (window as unknown as WatchedWindow).parleyTest;
  const ends: OwnEnd[] = [];
  for (const connection of connections) {
    if (connection.connectionState !== 'connected') continue;
    const all = new Map<string, Record<string, unknown>>(await connection.getStats());
    const transport = [...all.values()].find(({ type }) => type === 'transport');
    const pair = all.get(String(transport?.['selectedCandidatePairId']));
    const servers = connection.getConfiguration().iceServers ?? [];
    ends.push({
      ufrag: /a=ice-ufrag:(\S+)/.exec(connection.localDescription?.sdp ?? '')?.[1],
      expiry: Number.parseInt(servers.find(({ username }) => username)?.username ?? '', 10),
      candidateType: all.get(String(pair?.['localCandidateId']))?.['candidateType'],
    });
  }
  return ends;
}
