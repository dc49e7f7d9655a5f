import type { IceServer } from '@parley/shared/ice';
import { Scope } from '../../core/scope';
import { LoopbackPair } from './loopback-pair';
import { median, quantile } from '../../core/quantile';

/** What a path by way of the TURN server and back to this page is like. */
export interface RelayMeasurement {
  /** Between this browser and the TURN server, there and back; median, in milliseconds. */
  readonly roundTripMs: number;
  /** How much later than the median one packet in twenty comes, in milliseconds. */
  readonly jitterMs: number;
  /** Share of the packets that did not come back, 0 to 1. */
  readonly loss: number;
  /** Bits a second that came back, of at most `TARGET_BPS` that were sent. */
  readonly bitrate: number;
  /** How the TURN server was reached. */
  readonly protocol: 'udp' | 'tcp' | 'tls' | 'unknown';
}

export type RelayResult =
  | { readonly kind: 'measured'; readonly measurement: RelayMeasurement }
  | { readonly kind: 'refused' | 'unreachable' };

/** RawWebSocket the limit of a session in deploy/coturn, above what one camera in 720p needs. */
export const TARGET_BPS = 2_500_000;

const CONNECT_MS = 10_000;
const PROBE_MS = 1_500;
/** Of which the first packets still find everything busy with the start; they do not count. */
const WARM_UP_MS = 300;
const PROBE_EVERY_MS = 20;
const PROBE_BYTES = 160;
const BULK_MS = 1_500;
const BULK_EVERY_MS = 10;
const BULK_BYTES = 1_000;
/** What is later than this is of no use in a call. */
const STRAGGLER_MS = 500;

/**
 * Sends packets from this page through the TURN server to this page: first few and small as speech
 * is, for delay and loss, then as many as a camera in 720p sends, for bandwidth. 3.5 seconds.
 *
 * @param signal ends it early; the result is then `unreachable`
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

/** Sender and receiver are one page with one clock, so one way through the server is a round trip. */
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
    // Timers are late at times; what counts is how much should have gone by now.
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
