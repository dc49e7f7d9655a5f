import type { LinkObservation } from './adaptation';

type Report = Record<string, unknown>;
const LIMITATIONS = ['none', 'cpu', 'bandwidth', 'other'] as const;

/** Reads from one `RTCStatsReport` what the sending side adapts to; `at` in ms. */
export function readLinkObservation(reports: Iterable<Report>, at: number): LinkObservation {
  let available: number | null = null;
  let limitation: LinkObservation['limitation'] = null;
  let audioLoss: number | null = null;
  for (const report of reports) {
    const { type, kind } = report;
    if (type === 'candidate-pair' && report['nominated'] === true) {
      available = number(report['availableOutgoingBitrate']) ?? available;
    } else if (type === 'outbound-rtp' && kind === 'video' && report['active'] === true) {
      const reason = report['qualityLimitationReason'];
      limitation = worse(limitation, LIMITATIONS.find((known) => known === reason) ?? null);
    } else if (type === 'remote-inbound-rtp' && kind === 'audio') {
      audioLoss = Math.max(audioLoss ?? 0, number(report['fractionLost']) ?? 0);
    }
  }
  return { available, limitation, audioLoss, at };
}

/** Of camera and screen, the one that suffers speaks. */
function worse(a: LinkObservation['limitation'], b: LinkObservation['limitation']) {
  return a === null || a === 'none' ? (b ?? a) : a;
}

function number(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
