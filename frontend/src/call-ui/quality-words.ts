import type { ConnectionQuality, QualityCause } from '../call/session/call-snapshot';
import { formatMilliseconds, formatShare } from '../lib/format-amounts';

/** A connection quality with its reason: `poor — 12% of the data is lost`. */
export function qualityWords(quality: ConnectionQuality, cause: QualityCause | null): string {
  const state = quality === 'unknown' ? 'not measured yet' : quality;
  return cause === null ? state : `${state} — ${causeWords(cause)}`;
}

function causeWords(cause: QualityCause): string {
  switch (cause.kind) {
    case 'loss':
      return `${formatShare(cause.percent / 100)} of the data is lost`;
    case 'delay':
      return `delay of ${formatMilliseconds(cause.milliseconds)}`;
    case 'bandwidth':
      return 'too little bandwidth for clear video';
  }
}
