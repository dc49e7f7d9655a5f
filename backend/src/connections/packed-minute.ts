import type { ConnectionMinute } from '@parley/shared/connections';

/*
 * One minute of one participant in 31 bits, so that the database stores it as one 32-bit integer that
 * is never negative:
 *
 *   bits 0–6    loss of the uplink in percent
 *   bits 7–13   loss of the downlink in percent
 *   bits 14–27  round-trip time in units of 4 ms
 *   bit  28     whether media were relayed
 *   bits 29–30  limitation
 */

const PERCENT_BITS = 7;
const RTT_BITS = 14;
/** In milliseconds. No sentence needs more. */
const RTT_UNIT_MS = 4;
const DOWNLINK_AT = PERCENT_BITS;
const RTT_AT = DOWNLINK_AT + PERCENT_BITS;
const RELAYED_AT = RTT_AT + RTT_BITS;
const LIMITATION_AT = RELAYED_AT + 1;
const LIMITATIONS: readonly ConnectionMinute['limitation'][] = ['none', 'cpu', 'bandwidth'];

/** What is measured in a minute. */
export type Measurement = Omit<ConnectionMinute, 'minute'>;

/** Packs a measurement into an integer from 0 to 2^31 - 1. */
export function packMinute(measurement: Measurement): number {
  const { uplinkLoss, downlinkLoss, rttMs, isRelayed, limitation } = measurement;
  return (
    uplinkLoss |
    (downlinkLoss << DOWNLINK_AT) |
    (Math.round(rttMs / RTT_UNIT_MS) << RTT_AT) |
    ((isRelayed ? 1 : 0) << RELAYED_AT) |
    (LIMITATIONS.indexOf(limitation) << LIMITATION_AT)
  );
}

/** The measurement in an integer of `packMinute`. Times are multiples of 4 ms. */
export function unpackMinute(packed: number): Measurement {
  const bits = (from: number, count: number): number => (packed >>> from) & ((1 << count) - 1);
  return {
    uplinkLoss: bits(0, PERCENT_BITS),
    downlinkLoss: bits(DOWNLINK_AT, PERCENT_BITS),
    rttMs: bits(RTT_AT, RTT_BITS) * RTT_UNIT_MS,
    isRelayed: bits(RELAYED_AT, 1) === 1,
    limitation: LIMITATIONS[bits(LIMITATION_AT, 2)] ?? 'none',
  };
}

const badness = { none: 0, bandwidth: 1, cpu: 2 } as const;

/** The worse of two measurements of the same minute, such as of two clients of one person. */
export function worseMinute(one: number, other: number): number {
  const [a, b] = [unpackMinute(one), unpackMinute(other)];
  return packMinute({
    uplinkLoss: Math.max(a.uplinkLoss, b.uplinkLoss),
    downlinkLoss: Math.max(a.downlinkLoss, b.downlinkLoss),
    rttMs: Math.max(a.rttMs, b.rttMs),
    isRelayed: a.isRelayed || b.isRelayed,
    limitation: badness[a.limitation] >= badness[b.limitation] ? a.limitation : b.limitation,
  });
}
