import type {
  Attempt,
  AttemptError,
  Delivery,
  DeliveryType,
  PauseReason,
  WebhookEvent,
} from '@parley/shared/webhooks';

/** What an event means, as a check box says it. */
export const EVENT_WORDS: Record<WebhookEvent, string> = {
  'meeting.started': 'A meeting has started',
  'meeting.ended': 'A meeting has ended, with its participants and their times',
  'record.ready': 'The record of a meeting is ready',
  knock: 'Somebody waits to be let in',
};

/** The name of a delivery in the log. */
export const TYPE_WORDS: Record<DeliveryType, string> = {
  'meeting.started': 'Meeting started',
  'meeting.ended': 'Meeting ended',
  'record.ready': 'Record ready',
  knock: 'Knock',
  test: 'Test',
};

/** Why a webhook is paused, and what to do. */
export const PAUSE_WORDS: Record<PauseReason, string> = {
  owner: 'You have paused it. Events are not collected meanwhile.',
  failing: 'Paused: no request has been accepted for three days. Check the receiver and resume it.',
  gone: 'Paused: the receiver answered 410, so it wants no more requests.',
  backlog: 'Paused: too many deliveries wait. Check the receiver and resume it.',
};

const ERROR_WORDS: Record<AttemptError, string> = {
  address: 'the address does not exist or may not be used',
  connection: 'nobody answered, or the connection broke',
  certificate: 'the certificate is not valid',
  timeout: 'no complete answer in ten seconds',
  answer: 'the answer was not HTTP',
  status: 'the receiver did not accept it',
};

/** How an attempt ended, such as `the receiver did not accept it (500, 12 ms)`. */
export function attemptWords({ status, error, ms }: Attempt): string {
  const words = error === undefined ? 'accepted' : ERROR_WORDS[error];
  return `${words} (${status === undefined ? '' : `${status}, `}${ms} ms)`;
}

/** The state of a delivery in a word. */
export const STATE_WORDS: Record<Delivery['state'], string> = {
  waiting: 'Waiting',
  delivered: 'Delivered',
  failed: 'Failed',
};
