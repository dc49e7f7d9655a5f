import type { Participant } from '@parley/shared/participants';
import type { SignalSend } from '@parley/shared/signaling';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { FakePeerConnection } from '../testing/fake-peer-connection';
import { rest } from '../testing/link-pair';
import { MeshTransport } from './mesh-transport';

/** A connection that sends a camera over an uplink with a bandwidth of `available`. */
class SendingConnection extends FakePeerConnection {
  /** Bits per second. */
  available = 2_000_000;
  #frames = 0;

  override getStats(): Promise<Map<string, unknown>> {
    this.#frames += 30;
    const isNarrow = this.available < 400_000;
    const entries = [
      {
        id: 'pair',
        type: 'candidate-pair',
        nominated: true,
        state: 'succeeded',
        currentRoundTripTime: 0.04,
        availableOutgoingBitrate: this.available,
      },
      {
        id: 'camera',
        type: 'outbound-rtp',
        kind: 'video',
        framesSent: this.#frames,
        packetsSent: this.#frames,
        qualityLimitationReason: isNarrow ? 'bandwidth' : 'none',
      },
    ];
    return Promise.resolve(new Map(entries.map((entry) => [entry.id, entry])));
  }
}

function createMesh() {
  const connections: SendingConnection[] = [];
  const sent: SignalSend[] = [];
  const transport = new MeshTransport(
    {
      sendSignal: (signal) => {
        sent.push(signal);
        return Promise.resolve();
      },
      refreshIceServers: () => Promise.resolve(),
      reportMove: () => Promise.resolve(),
      refreshSfu: () => Promise.reject(new Error('no SFU')),
    },
    {
      createConnection: () => {
        const pc = new SendingConnection();
        connections.push(pc);
        return pc as unknown as RTCPeerConnection;
      },
    },
  );
  return { transport, connections, sent };
}

const person = (id: string, joinSeq: number): Participant => ({
  id,
  instanceId: `${id}-instance`,
  displayName: id,
  isOwner: false,
  role: 'participant',
  joinedAt: new Date(joinSeq).toISOString(),
  joinSeq,
  media: { microphone: true, camera: true, screen: false, hand: false },
  connection: 'connected',
});
const [ann, ben, cem] = [person('ann', 1), person('ben', 2), person('cem', 3)] as const;

beforeEach(() => vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] }));
afterEach(() => vi.useRealTimers());

it('MeshTransport reports an uplink that is narrow on all connections, and peers lower its quality', async () => {
  const anns = createMesh();
  const bens = createMesh();
  const toBen = () => anns.sent.splice(0).filter(({ to }) => to === 'ben');
  const pass = async (seconds: number) => {
    for (let second = 0; second < seconds; second += 1) {
      vi.advanceTimersByTime(1_000);
      await rest();
      for (const { to: _, toInstance: __, ...signal } of toBen()) {
        bens.transport.receive({ from: ann.id, fromInstance: ann.instanceId, ...signal });
      }
    }
  };
  anns.transport.enter(ann, [ben, cem]);
  bens.transport.enter(ben, [ann]);
  for (const pc of [...anns.connections, ...bens.connections]) pc.setIceState('connected');
  const qualityOfAnn = () => bens.transport.remote('ann')?.quality;
  await pass(6);
  expect(qualityOfAnn()).toEqual({ quality: 'good', cause: null });

  // A single narrow connection may be due to the downlink of its peer.
  const [first, second] = anns.connections as [SendingConnection, SendingConnection];
  first.available = 100_000;
  await pass(8);
  expect(qualityOfAnn()).toEqual({ quality: 'good', cause: null });

  second.available = 100_000;
  await pass(8);
  expect(qualityOfAnn()).toEqual({
    quality: 'poor',
    cause: { kind: 'bandwidth', available: null },
  });

  for (const pc of [first, second]) pc.available = 2_000_000;
  await pass(20);
  expect(qualityOfAnn()).toEqual({ quality: 'good', cause: null });
  for (const { transport } of [anns, bens]) transport.close();
});
