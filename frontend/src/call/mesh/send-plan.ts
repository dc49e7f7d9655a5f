import type { ReceiverConstraints } from '@parley/shared/signaling';

/** The members of `RTCRtpEncodingParameters` that the plan decides (W3C webrtc-pc 5.2). */
export interface EncodingPlan {
  readonly active: boolean;
  /** 1 or more; absent for audio. */
  readonly scaleResolutionDownBy?: number;
  /** Bits per second. */
  readonly maxBitrate: number;
  /** Frames per second; absent for audio. */
  readonly maxFramerate?: number;
}

/** What one peer is sent. */
export interface SendPlan {
  readonly microphone: EncodingPlan;
  readonly camera: EncodingPlan;
  readonly screen: EncodingPlan;
  readonly 'screen-audio': EncodingPlan;
}

/** Everything that decides what one peer is sent. */
export interface SendConditions {
  /** Participants in the meeting, this client included. */
  readonly people: number;
  /** Null before the peer has sent any. */
  readonly constraints: ReceiverConstraints | null;
  /** Shorter side of the captured camera video in pixels; null if unknown. */
  readonly captured: number | null;
  /** Height of the largest step that network and processor can carry; null without a limit. */
  readonly limit: number | null;
  /** Whether this client is in low-connection mode. */
  readonly lowConnection: boolean;
  /** Whether the connection is so new that its bandwidth estimate has not grown yet. */
  readonly starting: boolean;
}

interface Step {
  readonly height: number;
  readonly bitrate: number;
  readonly framerate: number;
}

/** The sizes at which a camera is sent, each with as many bits as VP8 needs for it. */
export const STEPS: readonly Step[] = [
  { height: 90, bitrate: 80_000, framerate: 12 },
  { height: 180, bitrate: 150_000, framerate: 15 },
  { height: 270, bitrate: 250_000, framerate: 20 },
  { height: 360, bitrate: 400_000, framerate: 24 },
  { height: 540, bitrate: 800_000, framerate: 30 },
  { height: 720, bitrate: 1_500_000, framerate: 30 },
];
const SMALLEST = STEPS[0] as Step;

/**
 * The first video frames are sent at half size. Full-size frames do not fit the bit rate with which
 * a browser starts, so its encoder would drop them and the video would appear later.
 */
export const START_SCALE = 2;
const AUDIO_BITRATE = 40_000;
const LOW_AUDIO_BITRATE = 20_000;
const SCREEN_AUDIO_BITRATE = 96_000;

/** The height that every participant can send to every other: the uplink carries a copy for each. */
function heightFor(people: number): number {
  if (people <= 2) return 720;
  if (people === 3) return 540;
  if (people === 4) return 360;
  return people <= 6 ? 270 : 180;
}

/**
 * The shorter side of the video that a camera track captures, in pixels; null if unknown. Steps are
 * named after the shorter side ("720p"), which in portrait is the width.
 */
export function shorterSide(track: MediaStreamTrack | undefined): number | null {
  const { width, height } = track?.getSettings() ?? {};
  return width && height ? Math.min(width, height) : null;
}

/** Makes the plan for one peer. Pure. */
export function planFor(conditions: SendConditions): SendPlan {
  const { constraints, lowConnection } = conditions;
  const isLow = lowConnection || constraints?.lowConnection === true;
  return {
    microphone: { active: true, maxBitrate: isLow ? LOW_AUDIO_BITRATE : AUDIO_BITRATE },
    camera: planCamera(conditions),
    screen: planScreen(constraints, isLow),
    'screen-audio': {
      active: true,
      maxBitrate: isLow ? LOW_AUDIO_BITRATE : SCREEN_AUDIO_BITRATE,
    },
  };
}

function planCamera(conditions: SendConditions): EncodingPlan {
  const { people, constraints, captured, limit, lowConnection, starting } = conditions;
  const shown = constraints?.camera ?? Number.POSITIVE_INFINITY;
  const most = Math.min(
    heightFor(people),
    smallestThatFills(shown),
    limit ?? Number.POSITIVE_INFINITY,
    lowConnection ? 180 : Number.POSITIVE_INFINITY,
  );
  const step = STEPS.findLast(({ height }) => height <= most) ?? SMALLEST;
  const scale = captured === null ? 1 : Math.max(1, captured / step.height);
  return {
    active: shown > 0 && constraints?.lowConnection !== true,
    scaleResolutionDownBy: starting ? Math.max(scale, START_SCALE) : scale,
    maxBitrate: step.bitrate,
    maxFramerate: step.framerate,
  };
}

/** Below this height, text is not legible; the viewer only sees that a screen is shared and moves. */
const READABLE_SCREEN = 300;

/**
 * Text must stay sharp: the screen keeps its size and gives up frames, even in a small tile, because
 * the viewer may enlarge it at any moment.
 */
function planScreen(constraints: ReceiverConstraints | null, isLow: boolean): EncodingPlan {
  const shown = constraints?.screen ?? Number.POSITIVE_INFINITY;
  const [maxBitrate, maxFramerate] = screenLimits(shown, isLow);
  return { active: shown > 0, scaleResolutionDownBy: 1, maxBitrate, maxFramerate };
}

function screenLimits(shown: number, isLow: boolean): [bitrate: number, framerate: number] {
  if (isLow) return [300_000, 3];
  return shown < READABLE_SCREEN ? [600_000, 5] : [2_500_000, 15];
}

/** A video slightly smaller than its tile does not look blurred; a larger one is wasted. */
function smallestThatFills(shown: number): number {
  return STEPS.find(({ height }) => height * 1.2 >= shown)?.height ?? Number.POSITIVE_INFINITY;
}
