import { isEncryptionProblem } from '../../core/room-key';
import type { JoinStep, JoinTiming } from '@parley/shared/join-timing';
import { type CallState, isOver } from './call-machine';
import type { CallError } from './call-snapshot';

/** After this time without a video frame, a join is reported with the steps that it reached. */
const REPORT_AFTER_MS = 15_000;

/**
 * Measures how long the steps of a join take, from the click on "Join now" to the first video frame:
 * as `performance.mark`s for profilers and as milliseconds for the server. Numbers and codes only.
 */
export class JoinTimer {
  readonly #report: (timing: JoinTiming) => void;
  #startedAt: number | null = null;
  #steps: Partial<Record<JoinStep, number>> = {};
  #isPreconnected = false;
  #isRejoin = false;
  #peers = 0;
  #failure: JoinTiming['failure'];
  #timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param report called once for each click: when the first frame was shown, when none will be, or
   *   when the join failed
   */
  constructor(report: (timing: JoinTiming) => void) {
    this.#report = report;
  }

  /** The user has clicked. */
  start({ isPreconnected, isRejoin }: { isPreconnected: boolean; isRejoin: boolean }): void {
    this.stop();
    this.#startedAt = performance.now();
    this.#isPreconnected = isPreconnected;
    this.#isRejoin = isRejoin;
    performance.mark('parley:join:click');
    this.#timer = setTimeout(() => this.#finish(), REPORT_AFTER_MS);
  }

  /** Notes the first time that a step is reached after the click. */
  mark(step: JoinStep): void {
    if (this.#startedAt === null || this.#steps[step] !== undefined) return;
    this.#steps[step] = performance.now() - this.#startedAt;
    performance.mark(`parley:join:${step}`);
    if (step === 'firstFrame' && this.#steps.ack !== undefined) this.#finish();
  }

  /**
   * The join ack has arrived. Without peers there is no video to wait for. With preconnected peers
   * the first frame may be faster than the ack.
   */
  joined(peers: number): void {
    if (this.#startedAt === null) return;
    this.mark('ack');
    this.#peers = peers;
    this.#failure = undefined;
    if (peers === 0 || this.#steps.firstFrame !== undefined) this.#finish();
  }

  /** Notes what a transition of the call means for the join. */
  followState(before: CallState, { phase, error }: CallState): void {
    if (phase === 'full') this.refused('ROOM_FULL', true);
    // The time until a host answers says nothing about the connection.
    else if (phase === 'waiting' || (phase === 'lobby' && before.phase === 'joining')) this.stop();
    else if (error) this.refused(reportedCode(error), phase === 'failed');
    if (isOver(phase) && !isOver(before.phase)) this.leave();
  }

  /** The server refused the join; unless that is final, the next attempt may still succeed. */
  refused(code: NonNullable<JoinTiming['failure']>, isFinal: boolean): void {
    if (this.#startedAt === null || this.#steps.ack !== undefined) return;
    this.#failure = code;
    if (isFinal) this.#finish();
  }

  /** The call is over. A join that the user gave up before the ack is not reported. */
  leave(): void {
    if (this.#steps.ack === undefined) this.stop();
    else this.#finish();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#startedAt = null;
    this.#steps = {};
    this.#peers = 0;
    this.#failure = undefined;
  }

  #finish(): void {
    const failure = this.#steps.ack === undefined ? (this.#failure ?? 'TIMEOUT') : undefined;
    const timing = {
      ...this.#steps,
      ...(this.#isRejoin && { rejoin: true }),
      ...(failure && { failure }),
      warm: this.#isPreconnected,
      peers: this.#peers,
    };
    this.stop();
    this.#report(timing);
  }
}

/** Why a client may not be in an encrypted room is its own business. */
function reportedCode({ code }: CallError): NonNullable<JoinTiming['failure']> {
  return isEncryptionProblem(code) ? 'BROWSER' : code;
}
