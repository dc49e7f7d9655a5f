/** What a participant can send; each source is one track at most. */
export type TrackSource = 'microphone' | 'camera' | 'screen' | 'screen-audio';
export const TRACK_SOURCES: readonly TrackSource[] = [
  'microphone',
  'camera',
  'screen',
  'screen-audio',
];

/** The sources that are shown. */
export type VisibleSource = 'camera' | 'screen';
