import { expect, test } from '@playwright/test';
import type { WatchedWindow } from '../support/watch-media';
import {
  expectInMesh,
  expectOnSfu,
  join,
  joinFromLobby,
  openLobby,
  openMeeting,
  type Person,
} from '../support/sfu-meeting';
import { SocketFrames } from '../support/socket-frames';
import { longestShownGap, readShown } from '../support/shown-media';
import { Apart, type ClientNetwork } from './support/apart';
import { whyNoNetworks } from './support/namespaces';

/*
 * Three browsers in network namespaces of their own. They reach each other and Parley, through whose
 * port the signaling of the SFU goes; what they send to LiveKit's own two ports can be dropped.
 */
const reason = whyNoNetworks();
test.skip(reason !== null, reason ?? '');

const NETWORKS = ['a', 'b', 'c'] as const satisfies ClientNetwork[];
const NAMES = { a: 'Ana', b: 'Ben', c: 'Cem' } as const;

let apart: Apart;
test.beforeEach(async () => {
  apart = await Apart.start({ transports: [], sfu: true, server: { MESH_LIMIT: '2' } });
  apart.networks.enableForwarding();
});
test.afterEach(() => apart.stop());

async function person(network: ClientNetwork): Promise<Person> {
  const client = await apart.user(NAMES[network], network);
  return { client, frames: new SocketFrames(client.page) };
}

/** Ana and Ben are in a meeting, in the mesh; Cem's join makes it move. */
async function beforeMove(): Promise<[Person, Person, Person]> {
  const people = [await person('a'), await person('b'), await person('c')] as const;
  const [ana, ben, cem] = people;
  const link = await openMeeting(ana);
  await join(ben, link);
  await expectInMesh([ana, ben]);
  await openLobby(cem, link);
  return [ana, ben, cem];
}

/** Runs in the page: the packets that its open connections have lost. */
async function readLost(): Promise<number> {
  const { connections } = (window as unknown as WatchedWindow).parleyTest;
  let lost = 0;
  for (const connection of connections) {
    if (connection.signalingState === 'closed') continue;
    const stats = (await connection.getStats()).values() as Iterable<Record<string, unknown>>;
    for (const entry of stats) {
      if (entry['type'] === 'inbound-rtp') lost += Number(entry['packetsLost'] ?? 0);
    }
  }
  return lost;
}

for (const network of NETWORKS) {
  test(`F44: ${NAMES[network]} cannot reach the SFU: the move is aborted, and the mesh loses no frame`, async () => {
    const people = await beforeMove();
    const [ana, ben, cem] = people;
    for (const protocol of ['udp', 'tcp'] as const) apart.blockSfu(network, protocol);
    const since = Date.now();
    await joinFromLobby(cem);
    const aborted = () => apart.server.logged('move aborted').map(({ reason: why }) => why);
    await expect.poll(aborted, { timeout: 30_000 }).toEqual([expect.any(String)]);
    test.info().annotations.push({ type: 'reason', description: String(aborted()[0]) });
    expect(['unreachable', 'deadline']).toContain(aborted()[0]);
    await expectInMesh(people);
    for (const [viewer, shown] of [
      [ana, ben],
      [ben, ana],
    ] as const) {
      expect(await viewer.client.page.evaluate(readLost)).toBe(0);
      const gap = longestShownGap(await readShown(viewer.client.page, shown.client.name), since);
      test.info().annotations.push({ type: 'longest video gap (ms)', description: `${gap}` });
      expect(gap).toBeLessThan(1_500);
    }
  });
}

test('F44: an aborted move is tried again, and succeeds when the network lets it', async () => {
  const people = await beforeMove();
  for (const protocol of ['udp', 'tcp'] as const) apart.blockSfu('b', protocol);
  await joinFromLobby(people[2]);
  await expect.poll(() => apart.server.logged('move aborted').length, { timeout: 30_000 }).toBe(1);
  apart.unblockSfu('b');
  await expectOnSfu(people);
});

for (const isBlocked of [false, true]) {
  test(`media of the SFU take ${isBlocked ? 'TCP where UDP is blocked' : 'UDP'}`, async () => {
    const people = await beforeMove();
    if (isBlocked) for (const network of NETWORKS) apart.blockSfu(network, 'udp');
    await joinFromLobby(people[2]);
    await expectOnSfu(people);
    for (const { client } of people) {
      expect(await client.page.evaluate(readProtocols)).toEqual([isBlocked ? 'tcp' : 'udp']);
    }
  });
}

/** Runs in the page: by which protocol each connected connection sends. */
async function readProtocols(): Promise<unknown[]> {
  const { connections } = (window as unknown as WatchedWindow).parleyTest;
  const protocols: unknown[] = [];
  for (const connection of connections) {
    if (connection.connectionState !== 'connected') continue;
    const all = new Map<string, Record<string, unknown>>(await connection.getStats());
    for (const entry of all.values()) {
      if (entry['type'] !== 'transport') continue;
      const pair = all.get(String(entry['selectedCandidatePairId']));
      protocols.push(all.get(String(pair?.['localCandidateId']))?.['protocol']);
    }
  }
  return protocols;
}
