import type { ConnectionQuality, QualityCause } from '../call/call-snapshot';
import { formatBitrate, formatMilliseconds, formatShare } from './format-amounts';

/** `poor — 12% of packets lost`: how a connection is and why. */
export function qualityWords(quality: ConnectionQuality, cause: QualityCause | null): string {
  const state = quality === 'unknown' ? 'not measured yet' : quality;
  return cause === null ? state : `${state} — ${causeWords(cause)}`;
}

function causeWords(cause: QualityCause): string {
  switch (cause.kind) {
    case 'loss':
      return `${formatShare(cause.percent / 100)} of packets lost`;
    case 'delay':
      return `round trip of ${formatMilliseconds(cause.milliseconds)}`;
    case 'bandwidth':
      return cause.available === null
        ? 'too little bandwidth to send'
        : `only ${formatBitrate(cause.available)} to send`;
  }
}
