import type { SignalingChannel } from '../signaling-channel';

/** The place of one page in one meeting. */
export interface Seat {
  readonly meetingId: string;
  readonly instanceId: string;
}

/**
 * Gives up what the channel's own socket holds. Where that is not said, or not taken (as on a new
 * socket that does not have the seat yet), `unheard` gets the seat, if there is one.
 */
export async function leaveSeat(
  channel: SignalingChannel,
  seat: Seat | null,
  unheard: (seat: Seat) => void,
): Promise<void> {
  try {
    await channel.request('meeting:leave', {});
  } catch {
    if (seat) unheard(seat);
  }
}
