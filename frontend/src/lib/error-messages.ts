import { ApiClientError, type ClientErrorCode } from './api-client-error';
import { formatDuration } from './format';

/** Codes whose text contains the delay that the server asks for. */
type WaitCode = 'RATE_LIMITED' | 'CHAT_LIMIT' | 'MEETING_LIMIT' | 'BUSY' | 'UNAVAILABLE';

/** A client from before an update of the server may send requests that the server no longer knows. */
const OLD_PAGE = 'This page and the server do not understand each other. Load the page again.';

/** Also shown on the record page, as information. */
export const MEETING_RUNNING =
  'This meeting is still running. Now only its participants can read its chat and record. When it ends, everyone who attended can.';

const MESSAGES: Record<Exclude<ClientErrorCode, WaitCode>, string> = {
  NETWORK: 'The server cannot be reached. Check your connection and try again.',
  TIMEOUT: 'The server took too long to answer. Please try again.',
  BROWSER:
    'This browser cannot make the connections that a call needs. Load the page again, or use another browser.',
  ROOM_KEY_MISSING:
    'This room is end-to-end encrypted, and this device does not have its key. Open the whole invite link, or ask the person who invited you for it. The code alone is not enough.',
  ROOM_KEY_WRONG:
    'This room is end-to-end encrypted, and your link has another key. It is old or damaged. Ask the owner of the room for the present link.',
  ENCRYPTION_ENDED:
    'Your link says that this room is end-to-end encrypted, and the server says that it is not. Ask the owner of the room before you join.',
  ENCRYPTION_UNSUPPORTED:
    'This browser cannot take part in this end-to-end encrypted meeting, because it is too large to stay between browsers. Use Chrome or Edge on a computer, or come back when fewer people are in it.',
  HTTPS_NEEDED:
    'This room is end-to-end encrypted, and browsers can only do that on pages with HTTPS. Ask the person who runs this server for such an address.',
  UNAUTHENTICATED: 'You are signed out. Sign in to go on.',
  TOKEN_EXPIRED: 'You are signed out. Sign in to go on.',
  SESSION_ENDED: 'You are signed out. Sign in to go on.',
  INVALID_CREDENTIALS: 'Email or password is wrong.',
  SECOND_FACTOR_REQUIRED: 'Your account has a second factor. Sign in again to use it.',
  CHALLENGE_EXPIRED: 'That took too long. Start again.',
  PROOF_REFUSED: 'That is not right. Try again.',
  STEP_UP_REQUIRED: 'Confirm first that it is you.',
  STORAGE_FULL:
    'The records of the owner of this room use all their space, so nothing more can be written. The owner can delete records or keep them for a shorter time, and the person who runs this server can raise the limit.',
  TOO_MANY_SHARES: 'This record has as many shares as it can have. Revoke one first.',
  SCOPE_MISSING: 'This key may not do that. Create one with the right scope.',
  TOO_MANY_MARKS: 'This meeting has as many marks as it can have. Remove one first.',
  TOO_MANY_API_KEYS: 'You have as many keys as you may have. Revoke one first.',
  TOO_MANY_PASSKEYS: 'You have as many passkeys as you may have. Remove one first.',
  TOO_MANY_WEBHOOKS: 'You have as many webhooks as you may have. Delete one first.',
  PROVIDER_UNAVAILABLE:
    'The sign-in provider cannot be reached. Try again, or sign in with your password.',
  NOT_A_MEMBER: 'You are not in this meeting. Join it and try again.',
  MEETING_RUNNING,
  ACCOUNT_REQUIRED: 'This needs an account. Sign in to go on.',
  NOT_ALLOWED: 'Only the hosts of this meeting may do that. Ask one of them.',
  RECORD_READ_ONLY:
    'You can read this record, but not change it. Ask somebody who was in the meeting to do it.',
  MUST_WAIT: 'A host has to let you in first. Wait here, or ask the person who invited you.',
  KEPT_OUT: 'A host of this room has removed you. Ask them if this was a mistake.',
  MEETING_LOCKED: 'A host has locked this meeting. Ask somebody inside to unlock it.',
  REMOVED: 'A host has removed you from this meeting. You can ask to be let in again.',
  MEETING_ENDED: 'A host has ended this meeting for everybody.',
  ROOM_PASSWORD_REQUIRED: 'This room has a password. Ask the person who invited you for it.',
  WRONG_PASSWORD: 'This is not the password of the room. Check it and try again.',
  TOO_MANY_WAIT: 'Too many people wait for this room already. Try again later.',
  TOO_MANY_PEOPLE: 'This list is full. Remove somebody from it first.',
  NOT_FOUND: 'It no longer exists, or the link is wrong. Check the link.',
  ACCOUNT_DISABLED:
    'This account is disabled. Ask the person who runs this server to enable it again.',
  EMAIL_NOT_VERIFIED:
    'Your email address is not verified yet. Follow the link that was just sent to it, and then sign in.',
  PASSWORD_REQUIRED: 'Enter the password that you chose when you registered.',
  NO_MAIL: 'This server sends no email. Ask the person who runs it for a link.',
  LINK_INVALID: 'This link no longer works. Links work once and for a limited time.',
  EMAIL_TAKEN: 'There is already an account with this email. Sign in instead.',
  ROOM_CODE_TAKEN: 'This code is taken. Choose another one.',
  ROOM_FULL: 'The room is full. Try again when somebody has left.',
  REPLACED: 'You joined this meeting from another window.',
  CHAT_FULL:
    'The chat of this meeting is full. When everybody has left, the next meeting in this room has an empty one.',
  TOO_MANY_ROOMS: 'You have as many rooms as you may have. Delete one first.',
  VALIDATION_FAILED: 'Something in the form is not right. Check it and try again.',
  ORIGIN_FORBIDDEN:
    'Parley does not accept this address. Open it by its usual address, or tell the person who runs this server.',
  PAYLOAD_TOO_LARGE: 'That is too long. Make it shorter and try again.',
  MALFORMED_BODY: OLD_PAGE,
  UNKNOWN_EVENT: OLD_PAGE,
  UNSUPPORTED_MEDIA_TYPE: OLD_PAGE,
  INTERNAL: 'Something went wrong on the server. Please try again.',
};

/** Explains an error and what to do, without codes. */
export function errorMessage(error: unknown): string {
  if (!(error instanceof ApiClientError)) return 'Something went wrong. Please try again.';
  const wait = error.retryAfter === undefined ? null : formatDuration(error.retryAfter);
  if (error.code === 'RATE_LIMITED') return limitMessage(error, wait ?? 'a little');
  if (error.code === 'CHAT_LIMIT') {
    return `You have written as much as one account may in a day. You can write again in ${wait ?? 'a day'}, or when the person who runs this server raises the limit.`;
  }
  if (error.code === 'MEETING_LIMIT') {
    return `You have started as many meetings as one account may in a day. You can start the next one in ${wait ?? 'a day'}, and join those of others now.`;
  }
  if (error.code === 'BUSY') {
    return `The server is busy right now. Please try again in ${wait ?? 'a moment'}.`;
  }
  if (error.code === 'UNAVAILABLE') {
    return `The server cannot do this right now. Please try again in ${wait ?? 'a moment'}.`;
  }
  return MESSAGES[error.code];
}

/** Tells whose limit was reached: a user behind a shared address has often done nothing wrong. */
function limitMessage({ scope }: ApiClientError, wait: string): string {
  if (scope === 'address') {
    return `Too many tries came from your network, which others may share. Please wait ${wait} and try again, or tell the person who runs this server.`;
  }
  const whose = scope === 'account' ? 'Too many tries with this account' : 'Too many tries';
  return `${whose}. Please wait ${wait} and try again.`;
}

/** Codes without details that belong to a field of a form. */
const FIELD_OF_CODE: Partial<Record<ClientErrorCode, string>> = {
  EMAIL_TAKEN: 'email',
  ROOM_CODE_TAKEN: 'code',
};

export interface FormErrors {
  /** Messages by the names of their fields. */
  fields: Partial<Record<string, string>>;
  /** The message that belongs to no field; null if every detail belongs to one. */
  form: string | null;
}

/**
 * Assigns a server error to the fields of a form.
 *
 * @param names the fields of the form
 */
export function formErrors(error: unknown, names: readonly string[]): FormErrors {
  if (!(error instanceof ApiClientError)) return { fields: {}, form: errorMessage(error) };
  const fields: Partial<Record<string, string>> = {};
  for (const detail of error.details) {
    if (names.includes(detail.field)) fields[detail.field] ??= detail.message;
  }
  const owner = FIELD_OF_CODE[error.code];
  if (owner !== undefined && names.includes(owner)) fields[owner] = errorMessage(error);
  return { fields, form: Object.keys(fields).length > 0 ? null : errorMessage(error) };
}
