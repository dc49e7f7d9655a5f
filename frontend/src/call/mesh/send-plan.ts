import type { View } from '@parley/shared/signaling';

/** One `RTCRtpEncodingParameters`, as far as the plan decides it (W3C webrtc-pc 5.2). */
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

/** All that decides what one peer is sent. */
export interface SendConditions {
  /** In the call, oneself included. */
  readonly people: number;
  /** How the peer shows us; null until they said so. */
  readonly view: View | null;
  /** Shorter side of the camera's picture in pixels; null where it is not known. */
  readonly captured: number | null;
  /** Highest step that the network and the processor carry now; null: no limit is known. */
  readonly limit: number | null;
  /** We save data ourselves. */
  readonly low: boolean;
  /** The connection is new and its estimate of the bandwidth has not grown yet. */
  readonly starting: boolean;
}

interface Step {
  readonly height: number;
  readonly bitrate: number;
  readonly framerate: number;
}

/** What a camera is sent as, by height: enough bits for VP8 at that size, and no more. */
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
 * The first picture is sent at half size: a large one does not fit the bit rate that a browser
 * starts with, so its encoder drops the first frames, and the picture comes later.
 */
export const START_SCALE = 2;
const AUDIO_BITRATE = 40_000;
const LOW_AUDIO_BITRATE = 20_000;
const SCREEN_AUDIO_BITRATE = 96_000;

/** Height at which everybody can send to everybody: the uplink carries one copy for each. */
function heightFor(people: number): number {
  if (people <= 2) return 720;
  if (people === 3) return 540;
  if (people === 4) return 360;
  return people <= 6 ? 270 : 180;
}

/** Pure: the same conditions give the same plan. */
export function planFor(conditions: SendConditions): SendPlan {
  const { view, low } = conditions;
  const saving = low || view?.low === true;
  return {
    microphone: { active: true, maxBitrate: saving ? LOW_AUDIO_BITRATE : AUDIO_BITRATE },
    camera: planCamera(conditions),
    screen: planScreen(view, saving),
    'screen-audio': {
      active: true,
      maxBitrate: saving ? LOW_AUDIO_BITRATE : SCREEN_AUDIO_BITRATE,
    },
  };
}

function planCamera({ people, view, captured, limit, low, starting }: SendConditions) {
  const shown = view?.camera ?? Number.POSITIVE_INFINITY;
  const most = Math.min(
    heightFor(people),
    smallestThatFills(shown),
    limit ?? Number.POSITIVE_INFINITY,
    low ? 180 : Number.POSITIVE_INFINITY,
  );
  const step = STEPS.findLast(({ height }) => height <= most) ?? SMALLEST;
  const scale = captured === null ? 1 : Math.max(1, captured / step.height);
  return {
    active: shown > 0 && view?.low !== true,
    scaleResolutionDownBy: starting ? Math.max(scale, START_SCALE) : scale,
    maxBitrate: step.bitrate,
    maxFramerate: step.framerate,
  };
}

/** Lower than this no text can be read: it is seen that something is shared, and when it moves. */
const READABLE_SCREEN = 300;

/**
 * Text must stay sharp: the screen keeps its size and gives up frames, also where it is small, as
 * it may be looked at the next moment.
 */
function planScreen(view: View | null, saving: boolean): EncodingPlan {
  const shown = view?.screen ?? Number.POSITIVE_INFINITY;
  const [maxBitrate, maxFramerate] = screenLimits(shown, saving);
  return { active: shown > 0, scaleResolutionDownBy: 1, maxBitrate, maxFramerate };
}

function screenLimits(shown: number, saving: boolean): [bitrate: number, framerate: number] {
  if (saving) return [300_000, 3];
  return shown < READABLE_SCREEN ? [600_000, 5] : [2_500_000, 15];
}

/** A picture a little smaller than its tile is not seen as blurred; a larger one is wasted. */
function smallestThatFills(shown: number): number {
  return STEPS.find(({ height }) => height * 1.2 >= shown)?.height ?? Number.POSITIVE_INFINITY;
}
