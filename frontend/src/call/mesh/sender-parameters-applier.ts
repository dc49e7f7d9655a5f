import type { EncodingPlan } from './send-plan';

export interface DesiredEncoding extends EncodingPlan {
  readonly priority: RTCPriorityType;
  /** Send each audio frame again with the next packets (RED, RFC 2198); only for audio. */
  readonly redundant?: boolean;
}

/**
 * Brings one RTCRtpSender to what is wished, one `setParameters` at a time: parameters read before
 * another call was settled would be refused as stale (W3C webrtc-pc 5.2).
 */
export class SenderParametersApplier {
  readonly sender: RTCRtpSender;
  #wish: DesiredEncoding | null = null;
  #done: string | null = null;
  #running = false;
  #keyFrame = false;

  constructor(sender: RTCRtpSender) {
    this.sender = sender;
  }

  apply(wish: DesiredEncoding): void {
    this.#wish = wish;
    if (!this.#running) void this.#run();
  }

  /**
   * The next picture stands by itself: those that it would build on were lost on the way. A browser
   * that cannot be asked for this waits for the other side's request.
   */
  sendKeyFrame(): void {
    this.#keyFrame = true;
    if (!this.#running) void this.#run();
  }

  /** Forgets what was done: a negotiation may have replaced the parameters. */
  refresh(): void {
    this.#done = null;
    if (this.#wish && !this.#running) void this.#run();
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#wish) {
      const wish = this.#wish;
      const key = JSON.stringify(wish);
      const keyFrame = this.#keyFrame;
      if (key === this.#done && !keyFrame) break;
      this.#keyFrame = false;
      // Refused while the connection closes or is being negotiated; `refresh` comes after that.
      const accepted = await set(this.sender, wish, keyFrame).catch(() => false);
      if (!accepted) this.#keyFrame ||= keyFrame;
      if (!accepted && this.#wish === wish) break;
      if (accepted) this.#done = key;
    }
    this.#running = false;
  }
}

/** As in W3C webrtc-pc 5.2 (`RTCEncodingOptions`), which TypeScript does not know yet. */
interface KeyFrameOptions extends RTCSetParameterOptions {
  encodingOptions: { keyFrame: boolean }[];
}

async function set(
  sender: RTCRtpSender,
  wish: DesiredEncoding,
  keyFrame: boolean,
): Promise<boolean> {
  const parameters = sender.getParameters();
  const [encoding] = parameters.encodings ?? [];
  if (!encoding) return false;
  const { redundant, ...plan } = wish;
  Object.assign(encoding, plan);
  if (redundant !== undefined) chooseAudioCodec(parameters, encoding, redundant);
  const options: KeyFrameOptions = { encodingOptions: [{ keyFrame }] };
  await sender.setParameters(parameters, keyFrame ? options : undefined);
  return true;
}

/** Where the browser can change codecs without a new description, and RED was negotiated. */
function chooseAudioCodec(
  { codecs }: RTCRtpSendParameters,
  encoding: RTCRtpEncodingParameters & { codec?: RTCRtpCodec },
  redundant: boolean,
): void {
  const named = (name: string) =>
    (codecs ?? []).find(({ mimeType }) => mimeType.toLowerCase() === name);
  const red = named('audio/red');
  const opus = named('audio/opus');
  if (redundant && red) encoding.codec = red;
  else if (encoding.codec && opus) encoding.codec = opus;
}
