import type { View } from '@parley/shared/signaling';
import type { TrackSource } from '../media-transport';
import { RedPolicy } from './red-policy';
import { BandwidthController, type SenderSample } from './bandwidth-controller';
import { planFor, type SendPlan } from './send-plan';
import { SenderParametersApplier, type DesiredEncoding } from './sender-parameters-applier';

/** When a camera is sent at full size: the bandwidth estimate has grown by then. */
const FULL_SIZE_AFTER_MS = 1_500;

/** Audio first: it gets its share of a narrow path before any picture (W3C webrtc-priority 4). */
const PRIORITY: Record<TrackSource, RTCPriorityType> = {
  microphone: 'high',
  camera: 'low',
  screen: 'medium',
  'screen-audio': 'medium',
};

/** What holds for all links of one call. */
export interface AdaptationContext {
  /** In the call, oneself included. */
  people(): number;
  /** We save data ourselves. */
  low(): boolean;
  /** Shorter side of the camera's picture in pixels, null where there is none. */
  captured(): number | null;
}

/** What was measured of one link since the last look. */
export interface LinkObservation extends SenderSample {
  /** `fractionLost` of what the other received of our audio, 0..1 (W3C webrtc-stats). */
  readonly audioLoss: number | null;
}

/** Decides what one connection sends, and keeps its senders at that. */
export class Adaptation {
  readonly #context: AdaptationContext;
  readonly #senderOf: (source: TrackSource) => RTCRtpSender | undefined;
  readonly #controls = new Map<TrackSource, SenderParametersApplier>();
  readonly #limit = new BandwidthController();
  readonly #loss = new RedPolicy();
  #view: View | null;
  #starting = true;
  #plan: SendPlan | null = null;
  #growth: ReturnType<typeof setTimeout> | undefined;

  constructor(
    context: AdaptationContext,
    senderOf: (source: TrackSource) => RTCRtpSender | undefined,
    view: View | null,
  ) {
    this.#context = context;
    this.#senderOf = senderOf;
    this.#view = view;
  }

  /** The camera is sent smaller than it is wanted. */
  get limited(): boolean {
    return this.#limit.height !== null;
  }

  setView(view: View): void {
    this.#view = view;
    this.update();
  }

  /** Media starts on a path that may have stood for long. */
  begin(): void {
    this.#starting = true;
    this.onConnected();
    this.update();
  }

  /** The path stands: the picture may grow soon. */
  onConnected(): void {
    clearTimeout(this.#growth);
    this.#growth = setTimeout(() => {
      this.#starting = false;
      this.update();
    }, FULL_SIZE_AFTER_MS);
  }

  /** The path was lost for a while, and pictures with it. */
  onPathBack(): void {
    for (const source of ['camera', 'screen'] as const) this.#controls.get(source)?.sendKeyFrame();
  }

  /** Senders may have been added or their parameters replaced. */
  onNegotiated(): void {
    this.update();
    for (const control of this.#controls.values()) control.refresh();
  }

  observe(observation: LinkObservation): void {
    const sent = this.#heightSent();
    const resized = !this.#starting && this.#limit.observe(observation, sent);
    const protection = this.#loss.observe(observation.audioLoss, observation.at);
    if (resized || protection) this.update();
  }

  update(): void {
    this.#plan = planFor({
      people: this.#context.people(),
      low: this.#context.low(),
      captured: this.#context.captured(),
      view: this.#view,
      limit: this.#limit.height,
      starting: this.#starting,
    });
    for (const source of Object.keys(PRIORITY) as TrackSource[]) this.#apply(source, this.#plan);
  }

  close(): void {
    clearTimeout(this.#growth);
  }

  #apply(source: TrackSource, plan: SendPlan): void {
    const sender = this.#senderOf(source);
    if (!sender) {
      this.#controls.delete(source);
      return;
    }
    let control = this.#controls.get(source);
    if (control?.sender !== sender) {
      control = new SenderParametersApplier(sender);
      this.#controls.set(source, control);
    }
    const wish: DesiredEncoding = {
      ...plan[source],
      priority: PRIORITY[source],
      ...(source === 'microphone' && { redundant: this.#loss.lossy }),
    };
    control.apply(wish);
  }

  #heightSent(): number {
    const captured = this.#context.captured() ?? 0;
    const scale = this.#plan?.camera.scaleResolutionDownBy ?? 1;
    return Math.round(captured / scale);
  }
}
