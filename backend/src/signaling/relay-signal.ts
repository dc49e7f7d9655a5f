import type { SignalReceived, SignalSend } from '@parley/shared/signaling';
import type { LinkEpochs } from './link-epochs';
import { AppError } from '../platform/errors';

/** What a seat must offer for signals to reach it. */
export interface SignalTarget {
  participant: { id: string; instanceId: string };
  socket: { emit(fact: 'signal:received', signal: SignalReceived): unknown } | null;
  waiting: SignalReceived[];
}

/** More than any negotiation sends while somebody reconnects. */
const MAX_WAITING = 200;
/** The largest offers of everybody in a full room, and half as much again. */
const MAX_WAITING_LENGTH = 450_000;

/** Characters of what may be long; the rest is a few hundred. */
const lengthOf = ({ description, candidate }: SignalReceived): number =>
  (description?.sdp.length ?? 0) + (candidate?.candidate.length ?? 0);

/** @throws {AppError} RATE_LIMITED where so much waits that more cannot be kept */
function keep(waiting: SignalReceived[], signal: SignalReceived): void {
  const length = waiting.reduce((sum, kept) => sum + lengthOf(kept), lengthOf(signal));
  if (waiting.length >= MAX_WAITING || length > MAX_WAITING_LENGTH) {
    throw new AppError('RATE_LIMITED', {
      message: 'That person is reconnecting, and too much waits for them already.',
      retryAfter: 5,
    });
  }
  waiting.push(signal);
}

/**
 * Delivers to one seat, or keeps the signal for the same page while it reconnects. `fromLobby` marks
 * signals of somebody who has not joined yet.
 * @throws {AppError} NOT_A_MEMBER where nobody of that id and page is there; VALIDATION_FAILED where
 * the epoch cannot be the pair's next; RATE_LIMITED where too much waits for a seat that reconnects
 */
export function relaySignal(
  from: SignalTarget['participant'],
  to: SignalTarget | undefined,
  signal: SignalSend,
  epochs: LinkEpochs,
  fromLobby = false,
): void {
  if (to === undefined || to.participant.instanceId !== signal.toInstance) {
    throw new AppError('NOT_A_MEMBER', { message: 'That person is not in this meeting any more.' });
  }
  const offered = signal.description?.type === 'offer';
  const pair = [from.instanceId, signal.toInstance, signal.epoch] as const;
  if (!(offered ? epochs.follow(...pair) : epochs.allows(...pair))) {
    const message = 'Too far ahead of the connections that these two have made';
    throw new AppError('VALIDATION_FAILED', { details: [{ field: 'epoch', message }] });
  }
  const received: SignalReceived = {
    from: from.id,
    fromInstance: from.instanceId,
    epoch: signal.epoch,
    ...(fromLobby && { fromLobby }),
    ...(signal.description && { description: signal.description }),
    ...(signal.candidate && { candidate: signal.candidate }),
    ...(signal.constraints && { constraints: signal.constraints }),
    ...(signal.recreate && { recreate: signal.recreate }),
  };
  if (to.socket !== null) to.socket.emit('signal:received', received);
  else keep(to.waiting, received);
}
