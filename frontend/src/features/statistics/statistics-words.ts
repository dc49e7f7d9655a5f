import type { TrackSource } from '../../call/media-transport';
import type { CandidatePairStatistics, StreamStatistics } from '../../call/quality/statistics';
import { formatBitrate, formatMilliseconds, formatShare } from '../../lib/format-amounts';

const SOURCES: Record<TrackSource, string> = {
  microphone: 'Microphone',
  camera: 'Camera',
  screen: 'Screen',
  'screen-audio': 'Screen sound',
};

/** In place of what a browser does not tell. */
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

/** What is wrong with a stream; nothing where nothing is. */
export function troubleWords(stream: StreamStatistics): string[] {
  const { limitation, freezes, framesDropped, concealed } = stream;
  const told: string[] = [];
  if (limitation !== null && limitation !== 'none') told.push(`limited by ${limitation}`);
  if (freezes) told.push(`${freezes} ${freezes === 1 ? 'freeze' : 'freezes'}`);
  if (framesDropped) told.push(`${framesDropped} frames dropped`);
  if (concealed !== null && concealed >= 0.001) told.push(`${formatShare(concealed)} concealed`);
  return told;
}

/** `Direct · UDP · host – srflx`, one's own end first. */
export function pathWords(path: CandidatePairStatistics): string {
  const { kind, protocol, relayProtocol, localType, remoteType } = path;
  const parts = [
    kind === 'relay' ? 'Relay' : 'Direct',
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
