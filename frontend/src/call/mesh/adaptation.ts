import type { ReceiverConstraints } from '@parley/shared/signaling';
import type { TrackSource } from '../track-source';
import type { SendFeedback } from '../quality/send-feedback';
import { BandwidthController, RedPolicy } from './bandwidth-controller';
import { planFor, type SendPlan } from './send-plan';
import { type DesiredEncoding, SenderParametersApplier } from './sender-parameters-applier';

/** When the camera is sent at full size: by then the bandwidth estimate has grown. */
const FULL_SIZE_AFTER_MS = 1_500;

/** Audio comes first: it gets its share of a narrow uplink before any video (W3C webrtc-priority 4). */
const PRIORITY: Record<TrackSource, RTCPriorityType> = {
  microphone: 'high',
  camera: 'low',
  screen: 'medium',
  'screen-audio': 'medium',
};

/** The conditions that all links of a call share. */
export interface AdaptationContext {
  /** Participants in the meeting, this client included. */
  people(): number;
  /** Whether this client is in low-connection mode. */
  lowConnection(): boolean;
  /** Shorter side of the captured camera video in pixels; null without a camera. */
  captured(): number | null;
}

/** Decides what one connection sends, and applies it to its senders. */
export class Adaptation {
  readonly #context: AdaptationContext;
  readonly #senderOf: (source: TrackSource) => RTCRtpSender | undefined;
  readonly #appliers = new Map<TrackSource, SenderParametersApplier>();
  readonly #bandwidth = new BandwidthController();
  readonly #red = new RedPolicy();
  #constraints: ReceiverConstraints | null;
  #starting = true;
  #plan: SendPlan | null = null;
  #growth: ReturnType<typeof setTimeout> | undefined;

  constructor(
    context: AdaptationContext,
    senderOf: (source: TrackSource) => RTCRtpSender | undefined,
    constraints: ReceiverConstraints | null,
  ) {
    this.#context = context;
    this.#senderOf = senderOf;
    this.#constraints = constraints;
  }

  /** Whether network or processor makes the camera smaller than the receiver shows it. */
  get limited(): boolean {
    return this.#bandwidth.height !== null;
  }

  setConstraints(constraints: ReceiverConstraints): void {
    this.#constraints = constraints;
    this.update();
  }

  /** To call when media starts on a connection that may have been established long before. */
  begin(): void {
    this.#starting = true;
    this.onConnected();
    this.update();
  }

  /** To call when ICE has connected: the video may grow soon. */
  onConnected(): void {
    clearTimeout(this.#growth);
    this.#growth = setTimeout(() => {
      this.#starting = false;
      this.update();
    }, FULL_SIZE_AFTER_MS);
  }

  /** To call after an interruption in which video frames were lost. */
  onInterrupted(): void {
    for (const source of ['camera', 'screen'] as const) this.#appliers.get(source)?.sendKeyFrame();
  }

  /** To call after a negotiation, which may add senders or replace their parameters. */
  onNegotiated(): void {
    this.update();
    for (const applier of this.#appliers.values()) applier.refresh();
  }

  /** @param at the time of the feedback in milliseconds, monotonic */
  observe(feedback: SendFeedback, at: number): void {
    const isResized = !this.#starting && this.#bandwidth.observe(feedback, this.#heightSent(), at);
    const isRedChanged = this.#red.observe(feedback.audioLoss, at);
    if (isResized || isRedChanged) this.update();
  }

  update(): void {
    this.#plan = planFor({
      people: this.#context.people(),
      lowConnection: this.#context.lowConnection(),
      captured: this.#context.captured(),
      constraints: this.#constraints,
      limit: this.#bandwidth.height,
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
      this.#appliers.delete(source);
      return;
    }
    let applier = this.#appliers.get(source);
    if (applier?.sender !== sender) {
      applier = new SenderParametersApplier(sender);
      this.#appliers.set(source, applier);
    }
    const desired: DesiredEncoding = {
      ...plan[source],
      priority: PRIORITY[source],
      ...(source === 'microphone' && { redundant: this.#red.lossy }),
    };
    applier.apply(desired);
  }

  #heightSent(): number {
    const captured = this.#context.captured() ?? 0;
    const scale = this.#plan?.camera.scaleResolutionDownBy ?? 1;
    return Math.round(captured / scale);
  }
}
