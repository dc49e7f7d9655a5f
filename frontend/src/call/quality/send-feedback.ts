import type { StatsSample } from './stats-sample';

const LIMITATIONS = ['none', 'cpu', 'bandwidth', 'other'] as const;

/** What a stats sample says about the media that this client sends on one connection. */
export interface SendFeedback {
  /** Estimated bandwidth of the selected candidate pair in bits per second. */
  readonly available: number | null;
  /** `qualityLimitationReason` of the video that is sent. */
  readonly limitation: (typeof LIMITATIONS)[number] | null;
  /** Share of the sent audio packets that the receiver reports as lost, 0..1. */
  readonly audioLoss: number | null;
}

/** Reads what the sender adapts to. Of camera and screen, the limited one counts. */
export function readSendFeedback({ candidatePair, sent }: StatsSample): SendFeedback {
  const limitations = sent
    .filter(({ kind, active }) => kind === 'video' && active === true)
    .map(({ qualityLimitationReason }) =>
      LIMITATIONS.find((known) => known === qualityLimitationReason),
    )
    .filter((limitation) => limitation !== undefined);
  const losses = sent
    .filter(({ kind, remote }) => kind === 'audio' && remote !== null)
    .map(({ remote }) => remote?.fractionLost ?? 0);
  return {
    available: candidatePair?.availableOutgoingBitrate ?? null,
    limitation: limitations.find((one) => one !== 'none') ?? limitations[0] ?? null,
    audioLoss: losses.length === 0 ? null : Math.max(...losses),
  };
}
