import type { IceServer } from '@parley/shared/ice';
import { Scope } from '../../core/scope';
import { LoopbackPair } from './loopback-pair';
import { median, quantile } from '../../core/quantile';

/** The properties of a connection from this client through the TURN server and back. */
export interface RelayMeasurement {
  /** Round trip between this browser and the TURN server; median, in milliseconds. */
  readonly roundTripMs: number;
  /** How much later than the median the slowest twentieth of packets arrives, in milliseconds. */
  readonly jitterMs: number;
  /** Share of the packets that did not arrive, 0..1. */
  readonly loss: number;
  /** Bits per second that arrived, of `TARGET_BPS` at most that were sent. */
  readonly bitrate: number;
  /** The protocol between this client and the TURN server. */
  readonly protocol: 'udp' | 'tcp' | 'tls' | 'unknown';
}

export type RelayResult =
  | { readonly kind: 'measured'; readonly measurement: RelayMeasurement }
  | { readonly kind: 'refused' | 'unreachable' };

/** Below the limit of a session in deploy/coturn, above the bit rate of one camera in 720p. */
export const TARGET_BPS = 2_500_000;

const CONNECT_MS = 10_000;
const PROBE_MS = 1_500;
/** The first packets are delayed by the start and do not count. */
const WARM_UP_MS = 300;
const PROBE_EVERY_MS = 20;
const PROBE_BYTES = 160;
const BULK_MS = 1_500;
const BULK_EVERY_MS = 10;
const BULK_BYTES = 1_000;
/** Packets that arrive later than this are useless in a call. */
const STRAGGLER_MS = 500;

/**
 * Sends packets from this client through the TURN server to itself for 3.5 seconds: first few and
 * small ones, like speech, to measure delay and loss; then as many as a camera in 720p sends, to
 * measure bandwidth.
 *
 * @param signal ends it early; the result is then `unreachable`
 * @throws what the browser throws when it cannot make a connection
 */
export async function measureRelay(
  iceServers: readonly IceServer[],
  signal: AbortSignal,
): Promise<RelayResult> {
  const scope = new Scope();
  const pair = new LoopbackPair(iceServers, scope);
  scope.listen(signal, 'abort', () => scope.close());
  try {
    if (!(await pair.connect(CONNECT_MS))) {
      return { kind: pair.wasRefused ? 'refused' : 'unreachable' };
    }
    const probes = await probe(pair);
    const bitrate = await fill(pair);
    const protocol = await pair.relayProtocol();
    if (scope.closed || probes.delays.length === 0) return { kind: 'unreachable' };
    const roundTripMs = median(probes.delays);
    return {
      kind: 'measured',
      measurement: {
        roundTripMs,
        jitterMs: quantile(probes.delays, 0.95) - roundTripMs,
        loss: 1 - probes.delays.length / probes.sent,
        bitrate,
        protocol,
      },
    };
  } finally {
    scope.close();
  }
}

/** Both ends share one clock, and one trip through the server is a round trip to it. */
async function probe(pair: LoopbackPair): Promise<{ sent: number; delays: number[] }> {
  const delays: number[] = [];
  const countFrom = performance.now() + WARM_UP_MS;
  const stop = pair.onMessage((data) => {
    const sentAt = new DataView(data).getFloat64(0);
    if (sentAt >= countFrom) delays.push(performance.now() - sentAt);
  });
  const packet = new DataView(new ArrayBuffer(PROBE_BYTES));
  const sent = await pair.pace(PROBE_MS, PROBE_EVERY_MS, () => {
    const now = performance.now();
    packet.setFloat64(0, now);
    return pair.send(packet.buffer) && now >= countFrom ? 1 : 0;
  });
  await pair.wait(STRAGGLER_MS);
  stop();
  return { sent, delays };
}

async function fill(pair: LoopbackPair): Promise<number> {
  let bytes = 0;
  const stop = pair.onMessage((data) => void (bytes += data.byteLength));
  const startedAt = performance.now();
  let sent = 0;
  const packet = new ArrayBuffer(BULK_BYTES);
  await pair.pace(BULK_MS, BULK_EVERY_MS, () => {
    // Timers may be late, so this sends everything that is due.
    const due = (((performance.now() - startedAt) / 1000) * TARGET_BPS) / 8;
    while (sent < due && pair.isReady) {
      if (!pair.send(packet)) break;
      sent += BULK_BYTES;
    }
    return 0;
  });
  const seconds = (performance.now() - startedAt) / 1000;
  stop();
  return Math.round((bytes * 8) / seconds);
}
