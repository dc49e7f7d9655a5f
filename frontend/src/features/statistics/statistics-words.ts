import type { TrackSource } from '../../call/track-source';
import type { CandidatePairStatistics, StreamStatistics } from '../../call/quality/statistics';
import { formatBitrate, formatMilliseconds, formatShare } from '../../lib/format-amounts';

const SOURCES: Record<TrackSource, string> = {
  microphone: 'Microphone',
  camera: 'Camera',
  screen: 'Screen',
  'screen-audio': 'Screen audio',
};

/** Stands for a value that the browser does not give. */
const UNKNOWN = '–';

export function orUnknown(value: number | null, format: (value: number) => string): string {
  return value === null ? UNKNOWN : format(value);
}

export function sourceWords({ source, kind }: StreamStatistics): string {
  if (source !== null) return SOURCES[source];
  return kind === 'audio' ? 'Audio' : 'Video';
}

/** `VP8 · 960×540 · 30 fps` */
export function formatWords({ codec, width, height, frameRate }: StreamStatistics): string {
  const size = width === null || height === null ? null : `${width}×${height}`;
  const rate = frameRate === null ? null : `${Math.round(frameRate)} fps`;
  return [codec, size, rate].filter((part) => part !== null).join(' · ');
}

/** The problems of a stream; empty without any. */
export function troubleWords(stream: StreamStatistics): string[] {
  const { limitation, freezes, framesDropped, concealed } = stream;
  const words: string[] = [];
  if (limitation !== null && limitation !== 'none') words.push(`limited by ${limitation}`);
  if (freezes) words.push(`${freezes} ${freezes === 1 ? 'freeze' : 'freezes'}`);
  if (framesDropped) words.push(`${framesDropped} frames dropped`);
  if (concealed !== null && concealed >= 0.001) words.push(`${formatShare(concealed)} concealed`);
  return words;
}

/**
 * `Direct · UDP · host – srflx`, the local candidate first.
 *
 * @param participantId who is at the other end; null for an SFU, which is no direct way to anybody
 */
export function candidatePairWords(
  pair: CandidatePairStatistics,
  participantId: string | null,
): string {
  const { kind, protocol, relayProtocol, localType, remoteType } = pair;
  const parts = [
    kind === 'relay' ? 'Relay' : participantId === null ? null : 'Direct',
    protocol?.toUpperCase(),
    relayProtocol === null ? null : `TURN over ${relayProtocol.toUpperCase()}`,
    `${localType ?? UNKNOWN} – ${remoteType ?? UNKNOWN}`,
  ];
  return parts.filter(Boolean).join(' · ');
}

export const lossWords = ({ loss }: StreamStatistics): string => orUnknown(loss, formatShare);
export const jitterWords = ({ jitter }: StreamStatistics): string =>
  orUnknown(jitter, formatMilliseconds);
export const bitrateWords = ({ bitrate }: StreamStatistics): string =>
  orUnknown(bitrate, formatBitrate);
