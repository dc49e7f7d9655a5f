import type { SfuAccess } from '@parley/shared/media-route';
import type { Logger } from '../platform/logger';
import type { Scheduler, Timer } from '../platform/scheduler';
import { type Livekit, type SfuGrant, type SfuParticipant, TOKEN_SECONDS } from './livekit';
import type { RoutedMeeting, RoutedSeat } from './routed-meeting';
import { SFU_PATH } from './sfu-tunnel';

export interface RoomGuardOptions<M extends RoutedMeeting> {
  readonly meeting: M;
  readonly livekit: Livekit;
  /** The room of the meeting on the SFU; null without one. */
  readonly roomName: () => string | null;
  /** What the hosts and the policy allow a participant to send. */
  readonly grantOf: (meeting: M, participantId: string) => SfuGrant;
  /** A number that no connection to the SFU has had yet. */
  readonly nextNumber: () => number;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
}

const EVERY_MS = 30_000;
/** While a token may still be valid that was given to somebody who has left, or with other rights. */
const EVERY_WHILE_SUSPICIOUS_MS = 2_000;

/**
 * Keeps a meeting's room on the SFU equal to its seats: gives the tokens, removes everybody who has
 * no seat, and corrects what the participants may send. LiveKit revokes no tokens, so all this is
 * compared again and again.
 */
export class RoomGuard<M extends RoutedMeeting> {
  readonly #options: RoomGuardOptions<M>;
  /** To whom tokens may have been given, and with which rights, when the seats last changed. */
  #given = new Map<string, { instanceId: string; grant: SfuGrant }>();
  #timer: Timer | undefined;
  /** Until when, in ticks, an old token may let in somebody who must not be there. */
  #suspiciousUntil = 0;
  #isComparing = false;
  #isOutdated = false;
  #isStopped = false;

  constructor(options: RoomGuardOptions<M>) {
    this.#options = options;
  }

  /** A token for one connection of one instance; null if it has lost its seat meanwhile. */
  async access(seat: RoutedSeat, instanceId: string, room: string): Promise<SfuAccess | null> {
    const { meeting, livekit, grantOf, nextNumber } = this.#options;
    if (!this.#holds(seat, instanceId)) return null;
    const { id } = seat.participant;
    const identity = [id, instanceId, nextNumber()].join('~');
    const token = await livekit.token(room, identity, grantOf(meeting, id));
    return this.#holds(seat, instanceId) ? { path: SFU_PATH, token } : null;
  }

  /** The seats have changed, or what their participants may do. */
  seatsChanged(): void {
    const { meeting, grantOf } = this.#options;
    const before = this.#given;
    this.#given = new Map(
      [...meeting.seats].map(
        ([
          id,
          {
            participant: { instanceId },
          },
        ]) => [id, { instanceId, grant: grantOf(meeting, id) }],
      ),
    );
    const isOld = [...before].some(([id, { instanceId, grant }]) => {
      const now = this.#given.get(id);
      return now?.instanceId !== instanceId || !isSame(grant, now.grant);
    });
    if (isOld) this.suspect();
  }

  /** The meeting may have a room on the SFU from now on. */
  begin(): void {
    if (this.#timer === undefined) this.#schedule();
  }

  /** Somebody may be there who must not, or with other rights: looks at once, and again soon. */
  suspect(): void {
    const { scheduler } = this.#options;
    this.#suspiciousUntil = scheduler.monotonic() + TOKEN_SECONDS * 1_000;
    void this.compare();
  }

  /** Somebody has connected: a stranger, or somebody with a token from before a change, is corrected. */
  joined(identity: string): void {
    const isSuspicious = this.#options.scheduler.monotonic() < this.#suspiciousUntil;
    if (isSuspicious || !this.#isSeated(identity)) void this.compare();
  }

  /** Looks at once. */
  async compare(): Promise<void> {
    const { livekit, logger, meeting } = this.#options;
    this.#timer?.cancel();
    this.#timer = undefined;
    const room = this.#options.roomName();
    if (room === null || this.#isStopped) return;
    this.#schedule();
    // The comparison that is under way may have seen an earlier state.
    this.#isOutdated = true;
    if (this.#isComparing) return;
    this.#isComparing = true;
    try {
      while (this.#isOutdated) {
        this.#isOutdated = false;
        const participants = await livekit.participants(room);
        // The seats as they are now: who joined meanwhile is no stranger.
        if (this.#isStopped) return;
        await Promise.all(participants.map((one) => this.#correct(room, one)));
      }
    } catch (err) {
      logger.debug({ err, meetingId: meeting.id }, 'the participants on the SFU were not compared');
    } finally {
      this.#isComparing = false;
    }
  }

  stop(): void {
    this.#isStopped = true;
    this.#timer?.cancel();
  }

  async #correct(room: string, { identity, grant }: SfuParticipant): Promise<void> {
    const { livekit, meeting, grantOf } = this.#options;
    if (!this.#isSeated(identity)) return livekit.remove(room, identity);
    const wanted = grantOf(meeting, participantOf(identity));
    if (grant === null || !isSame(grant, wanted)) await livekit.permit(room, identity, wanted);
  }

  #schedule(): void {
    const { scheduler } = this.#options;
    if (this.#options.roomName() === null || this.#isStopped) return;
    const isSuspicious = scheduler.monotonic() < this.#suspiciousUntil;
    const pause = isSuspicious ? EVERY_WHILE_SUSPICIOUS_MS : EVERY_MS;
    this.#timer?.cancel();
    this.#timer = scheduler.setTimer(pause, () => this.compare());
  }

  #isSeated(identity: string): boolean {
    const [, instanceId] = identity.split('~');
    const seat = this.#options.meeting.seats.get(participantOf(identity));
    return seat !== undefined && seat.participant.instanceId === instanceId;
  }

  #holds(seat: RoutedSeat, instanceId: string): boolean {
    const { meeting } = this.#options;
    const { participant } = seat;
    const isSeated = !meeting.isEnded && meeting.seats.get(participant.id) === seat;
    return isSeated && participant.instanceId === instanceId;
  }
}

/** An identity is `participantId~instanceId~number`. */
const participantOf = (identity: string): string => identity.split('~')[0] ?? '';

const isSame = (one: SfuGrant, other: SfuGrant): boolean =>
  one.size === other.size && [...one].every((source) => other.has(source));
