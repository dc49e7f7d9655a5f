import { expect } from '@playwright/test';
import type { Client } from '../../support/client';
import type { WatchedWindow } from '../../support/watch-media';
import { Apart, type ApartOptions } from './apart';

/** Starts a meeting of Ana and Ben in two networks that cannot reach each other, and checks it. */
export async function meetApart(
  options: ApartOptions,
  prepare: (apart: Apart) => void,
  check: (ana: Client, ben: Client) => Promise<void>,
): Promise<void> {
  const apart = await Apart.start(options);
  try {
    prepare(apart);
    const ana = await apart.onDashboard('Ana', 'a');
    const ben = await apart.user('Ben', 'b');
    const link = await ana.newMeeting();
    await ana.button('Join now').click();
    await ana.expectInCall();
    await ben.join(link);
    await check(ana, ben);
  } finally {
    await apart.stop();
  }
}

/** Drops in `t` the packets from both networks that match, such as `meta l4proto udp`. */
export function block({ networks: { nft, a, b, t } }: Apart, ...matches: string[]): void {
  nft(t, 'add table inet block');
  nft(t, 'add chain inet block input { type filter hook input priority 0 ; }');
  for (const match of matches) {
    for (const network of [a, b]) {
      nft(t, `add rule inet block input iifname v${network} ${match} drop`);
    }
  }
}

/** Expects media in both directions, and that every client uses a relay over this protocol. */
export async function expectOverRelay(
  clients: readonly Client[],
  relayProtocol: 'tcp' | 'tls',
): Promise<void> {
  for (const client of clients) {
    await client.expectMediaFrom(clients.length - 1);
    const ends = await client.page.evaluate(readOwnEnds);
    expect(ends, client.name).toEqual([{ candidateType: 'relay', relayProtocol }]);
  }
}

/** Runs in the page: the local candidate of each connected connection. */
async function readOwnEnds(): Promise<{ candidateType: unknown; relayProtocol: unknown }[]> {
  const { connections } = (window as unknown as WatchedWindow).parleyTest;
  const ends = [];
  for (const connection of connections) {
    if (connection.connectionState !== 'connected') continue;
    const stats = await connection.getStats();
    const all = new Map<string, Record<string, unknown>>(stats);
    for (const entry of all.values()) {
      if (entry['type'] !== 'transport') continue;
      const pair = all.get(String(entry['selectedCandidatePairId']));
      const local = all.get(String(pair?.['localCandidateId']));
      ends.push({
        candidateType: local?.['candidateType'],
        relayProtocol: local?.['relayProtocol'],
      });
    }
  }
  return ends;
}
