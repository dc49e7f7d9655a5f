import { expect, test, type Page } from '@playwright/test';
import type { WatchedWindow } from '../support/watch-media';
import { Apart, TURN_PORT } from './support/apart';
import { block } from './support/meet-apart';
import { whyNoNetworks } from './support/namespaces';

const LIFETIME_SECONDS = 15;
const CALL_SECONDS = 60;
/** They come after half of the life, in whole seconds. */
const RENEWALS = Math.ceil(CALL_SECONDS / Math.floor(LIFETIME_SECONDS / 2));

const reason = whyNoNetworks();
test.skip(reason !== null, reason ?? '');

test('a call over the relay outlives its credentials, and a restart of ICE uses fresh ones', async () => {
  const apart = await Apart.start({
    transports: ['?transport=udp'],
    server: { TURN_LIFETIME_SECONDS: String(LIFETIME_SECONDS) },
  });
  const { t, nft } = apart.networks;
  // Nobody reaches the relay of the other but through a relay of their own.
  block(apart, `udp dport != ${TURN_PORT}`);
  try {
    const ana = await apart.onDashboard('Ana', 'a');
    const told = expiriesTold(ana.page);
    const ben = await apart.user('Ben', 'b');
    const link = await ana.newMeeting();
    await ana.button('Join now').click();
    await ana.expectInCall();
    await ben.join(link);
    await ana.expectMediaFrom(1);
    const before = await ana.page.evaluate(readOwnEnds);
    expect(before).toHaveLength(1);
    const renewedBefore = told.size;

    await expect
      .poll(() => told.size - renewedBefore, { timeout: 2_000 * CALL_SECONDS })
      .toBeGreaterThanOrEqual(RENEWALS);
    const [oldest = Infinity] = told;
    expect(Date.now() / 1000 - oldest).toBeGreaterThan(CALL_SECONDS - 2 * LIFETIME_SECONDS);
    // The same ICE session all the while, and ready for another one.
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
    // Its relay was allocated with credentials of this restart, not of the join.
    expect(after?.expiry).toBeGreaterThan(oldest + CALL_SECONDS - LIFETIME_SECONDS);
  } finally {
    await apart.stop();
  }
});

/** The ends of all credentials that the server sends to a page, in seconds since 1970, as they come. */
function expiriesTold(page: Page): Set<number> {
  const told = new Set<number>();
  page.on('websocket', (socket) => {
    socket.on('framereceived', ({ payload }) => {
      for (const [, expiry] of String(payload).matchAll(/"username":"(\d+):/g)) {
        told.add(Number(expiry));
      }
    });
  });
  return told;
}

interface OwnEnd {
  ufrag: string | undefined;
  /** Of the credentials that the connection has been given last. */
  expiry: number;
  candidateType: unknown;
}

/** Runs in the page: the ICE sessions of its connections, also of those that are not connected. */
function readUfrags(): (string | undefined)[] {
  const { connections } = (window as unknown as WatchedWindow).parleyTest;
  return connections
    .filter(({ connectionState }) => connectionState !== 'closed')
    .map(({ localDescription }) => /a=ice-ufrag:(\S+)/.exec(localDescription?.sdp ?? '')?.[1]);
}

/** Runs in the page: its end of each connection that is connected. */
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
