import type { EncodingPlan } from './send-plan';

export interface SenderWish extends EncodingPlan {
  readonly priority: RTCPriorityType;
  /** Send each audio frame again with the next packets (RED, RFC 2198); only for audio. */
  readonly redundant?: boolean;
}

/**
 * Brings one RTCRtpSender to what is wished, one `setParameters` at a time: parameters read before
 * another call was settled would be refused as stale (W3C webrtc-pc 5.2).
 */
export class SenderControl {
  readonly sender: RTCRtpSender;
  #wish: SenderWish | null = null;
  #done: string | null = null;
  #running = false;

  constructor(sender: RTCRtpSender) {
    this.sender = sender;
  }

  apply(wish: SenderWish): void {
    this.#wish = wish;
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
      if (key === this.#done) break;
      // Refused while the connection closes or is being negotiated; `refresh` comes after that.
      const accepted = await set(this.sender, wish).catch(() => false);
      if (!accepted && this.#wish === wish) break;
      if (accepted) this.#done = key;
    }
    this.#running = false;
  }
}

async function set(sender: RTCRtpSender, wish: SenderWish): Promise<boolean> {
  const parameters = sender.getParameters();
  const [encoding] = parameters.encodings ?? [];
  if (!encoding) return false;
  const { redundant, ...plan } = wish;
  Object.assign(encoding, plan);
  if (redundant !== undefined) chooseAudioCodec(parameters, encoding, redundant);
  await sender.setParameters(parameters);
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
