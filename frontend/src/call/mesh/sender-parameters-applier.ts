import { createLog } from '../../core/log';
import type { EncodingPlan } from './send-plan';

const log = createLog('mesh');

export interface DesiredEncoding extends EncodingPlan {
  readonly priority: RTCPriorityType;
  /** Sends each audio frame again with later packets (RED, RFC 2198); for audio only. */
  readonly redundant?: boolean;
}

/**
 * Applies the desired encoding to one `RTCRtpSender`, one `setParameters` call at a time: the
 * browser refuses parameters that were read before another call has settled (W3C webrtc-pc 5.2).
 */
export class SenderParametersApplier {
  readonly sender: RTCRtpSender;
  #desired: DesiredEncoding | null = null;
  /** The encoding that was applied last, as JSON. */
  #applied: string | null = null;
  #running = false;
  #keyFrame = false;

  constructor(sender: RTCRtpSender) {
    this.sender = sender;
  }

  apply(desired: DesiredEncoding): void {
    this.#desired = desired;
    if (!this.#running) void this.#run();
  }

  /**
   * Makes the next video frame a key frame, because the frames before it were lost. In browsers that
   * cannot do this, the receiver asks for one.
   */
  sendKeyFrame(): void {
    this.#keyFrame = true;
    if (!this.#running) void this.#run();
  }

  /** Applies the encoding again: a negotiation may have replaced the parameters. */
  refresh(): void {
    this.#applied = null;
    if (this.#desired && !this.#running) void this.#run();
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#desired) {
      const desired = this.#desired;
      const key = JSON.stringify(desired);
      const keyFrame = this.#keyFrame;
      if (key === this.#applied && !keyFrame) break;
      this.#keyFrame = false;
      // Refused during a negotiation, after which `refresh` follows, and on a closing connection.
      const accepted = await set(this.sender, desired, keyFrame).catch((error: unknown) => {
        log.debug('sender parameters were refused', { error });
        return false;
      });
      if (!accepted) this.#keyFrame ||= keyFrame;
      if (!accepted && this.#desired === desired) break;
      if (accepted) this.#applied = key;
    }
    this.#running = false;
  }
}

/** `RTCEncodingOptions` of W3C webrtc-pc 5.2, which TypeScript does not declare yet. */
interface KeyFrameOptions extends RTCSetParameterOptions {
  encodingOptions: { keyFrame: boolean }[];
}

async function set(
  sender: RTCRtpSender,
  desired: DesiredEncoding,
  keyFrame: boolean,
): Promise<boolean> {
  const parameters = sender.getParameters();
  const [encoding] = parameters.encodings ?? [];
  if (!encoding) return false;
  const { redundant, ...plan } = desired;
  Object.assign(encoding, plan);
  if (redundant !== undefined) chooseAudioCodec(parameters, encoding, redundant);
  const options: KeyFrameOptions = { encodingOptions: [{ keyFrame }] };
  await sender.setParameters(parameters, keyFrame ? options : undefined);
  return true;
}

/** Works in browsers that change codecs without a negotiation, if RED was negotiated. */
function chooseAudioCodec(
  { codecs }: RTCRtpSendParameters,
  encoding: RTCRtpEncodingParameters & { codec?: RTCRtpCodec },
  redundant: boolean,
): void {
  const codecOf = (type: string) =>
    (codecs ?? []).find(({ mimeType }) => mimeType.toLowerCase() === type);
  const red = codecOf('audio/red');
  const opus = codecOf('audio/opus');
  if (redundant && red) encoding.codec = red;
  else if (encoding.codec && opus) encoding.codec = opus;
}
