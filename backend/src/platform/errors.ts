import {
  ERROR_STATUS,
  type ApiError,
  type ErrorCode,
  type FieldError,
  type LimitScope,
  type SignInChallenge,
} from '@parley/shared/errors';
import type { z } from 'zod';
import { isTransientConflict } from './conflicts';

/** What users read if a throw has no message of its own. */
const SENTENCES: Record<ErrorCode, string> = {
  VALIDATION_FAILED: 'Something in the input is not right.',
  MALFORMED_BODY: 'The request could not be read.',
  UNKNOWN_EVENT: 'The server does not know this command.',
  UNAUTHENTICATED: 'Please sign in.',
  TOKEN_EXPIRED: 'The sign-in has run out.',
  SESSION_ENDED: 'You are signed out. Please sign in again.',
  WRONG_PASSWORD: 'This is not the password of the room.',
  INVALID_CREDENTIALS: 'Email or password is wrong.',
  SECOND_FACTOR_REQUIRED: 'The password is right. Now a second factor is required.',
  CHALLENGE_EXPIRED: 'That took too long. Please start again.',
  PROOF_REFUSED: 'That is not right. Please try again.',
  STEP_UP_REQUIRED: 'Please confirm first that it is you.',
  SCOPE_MISSING: 'This API key may not do that.',
  NOT_A_MEMBER: 'That is only possible inside the meeting.',
  MEETING_RUNNING:
    'This meeting is still running. Its chat and record can be read by those inside it, and by everyone who attended when it ends.',
  ORIGIN_FORBIDDEN: 'This page may not talk to this server.',
  ACCOUNT_REQUIRED: 'This needs an account. Please sign in.',
  NOT_ALLOWED: 'Only the hosts of this meeting may do that.',
  RECORD_READ_ONLY: 'You can read this record, but not change it.',
  MUST_WAIT: 'A host has to let you in first.',
  KEPT_OUT: 'A host of this room has removed you.',
  MEETING_LOCKED: 'A host has locked this meeting.',
  REMOVED: 'A host has removed you from this meeting',
  MEETING_ENDED: 'A host has ended this meeting',
  ROOM_PASSWORD_REQUIRED: 'This room has a password.',
  NOT_FOUND: 'There is nothing here, or it is not open to you.',
  ACCOUNT_DISABLED: 'The person who runs this server has disabled this account.',
  EMAIL_NOT_VERIFIED:
    'This account needs a verified email address first. A link is on its way to that address.',
  PASSWORD_REQUIRED: 'Enter the password that you chose when you registered.',
  NO_MAIL: 'This server sends no email. Ask the person who runs it.',
  LINK_INVALID: 'This link no longer works: it was used, replaced, or is too old.',
  EMAIL_TAKEN: 'There is already an account with this email address.',
  ROOM_CODE_TAKEN: 'This room code is taken. Please choose another one.',
  REPLACED: 'Your account joined this meeting from another page.',
  ROOM_FULL: 'All seats in this room are taken.',
  TOO_MANY_ROOMS: 'You have reached the number of rooms that an account can have.',
  TOO_MANY_WAIT: 'Too many people wait for this room already. Please try again later.',
  TOO_MANY_PEOPLE: 'This list is full.',
  CHAT_FULL:
    'The chat of this meeting is full. When everybody has left, the next meeting in this room has an empty one.',
  STORAGE_FULL:
    'The records of the owner of this room use all their space, so nothing more can be written. The owner can delete records or keep them for a shorter time, and whoever runs this server can raise the limit.',
  TOO_MANY_MARKS: 'This meeting has as many marks as it can have.',
  TOO_MANY_SHARES: 'This record has as many shares as it can have. Revoke one first.',
  TOO_MANY_PASSKEYS: 'An account can have ten passkeys. Remove one first.',
  TOO_MANY_WEBHOOKS: 'An account can have ten webhooks. Delete one first.',
  TOO_MANY_API_KEYS: 'An account can have twenty API keys. Revoke one first.',
  PAYLOAD_TOO_LARGE: 'That is too large.',
  UNSUPPORTED_MEDIA_TYPE: 'Only JSON is accepted here.',
  RATE_LIMITED: 'That was too often. Please wait a moment.',
  CHAT_LIMIT:
    'You have written as much as one account may in a day. The operator of this server can raise the limit.',
  MEETING_LIMIT:
    'You have started as many meetings as one account may in a day. You can still join those of others, and whoever runs this server can raise the limit.',
  INTERNAL: 'Something went wrong on the server. It has been noted.',
  BUSY: 'The server is busy. Please try again in a moment.',
  PROVIDER_UNAVAILABLE: 'The sign-in provider cannot be reached. Please try again in a moment.',
  UNAVAILABLE: 'The server cannot reach its storage right now. Please try again in a moment.',
};

export interface AppErrorOptions {
  message?: string;
  details?: FieldError[];
  /** Seconds. */
  retryAfter?: number;
  /** What the reached limit counts by. */
  scope?: LimitScope;
  /** What the second step of a sign-in needs. */
  challenge?: SignInChallenge;
  cause?: unknown;
}

/** The one error that domains throw. Its code decides the status; its message is for users. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly details: FieldError[] | undefined;
  readonly retryAfter: number | undefined;
  readonly scope: LimitScope | undefined;
  readonly challenge: SignInChallenge | undefined;

  constructor(
    readonly code: ErrorCode,
    options: AppErrorOptions = {},
  ) {
    super(options.message ?? SENTENCES[code], { cause: options.cause });
    this.details = options.details;
    this.retryAfter = options.retryAfter;
    this.scope = options.scope;
    this.challenge = options.challenge;
  }

  get status(): number {
    return ERROR_STATUS[this.code];
  }
}

const MAX_DETAILS = 20;

/** Creates the error for wrong input, with the names of wrong and of unknown fields. */
function validationError(error: z.ZodError, prefix = ''): AppError {
  const details = error.issues.slice(0, MAX_DETAILS).flatMap((issue): FieldError[] => {
    const path = [prefix, ...issue.path.map(String)].filter(Boolean);
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.slice(0, MAX_DETAILS).map((key) => ({
        field: [...path, key].join('.').slice(0, 100),
        message: 'Not a known field',
      }));
    }
    return [{ field: path.join('.').slice(0, 100) || 'body', message: issue.message }];
  });
  return new AppError('VALIDATION_FAILED', { details: details.slice(0, MAX_DETAILS) });
}

/** How many fields and items an input may have. The largest, a join with nine offers, has 71. */
const MAX_VALUES = 128;

/** Subtracts the values in `value` from `left`; negative if there are too many. */
function valuesLeft(value: unknown, left: number): number {
  if (typeof value !== 'object' || value === null) return left;
  const values: unknown[] = Array.isArray(value) ? value : Object.values(value);
  let rest = left - values.length;
  // Each level has at least one value, so the limit also bounds the depth.
  for (let index = 0; rest >= 0 && index < values.length; index += 1) {
    rest = valuesLeft(values[index], rest);
  }
  return rest;
}

/**
 * Parses input by a schema. Input with too many values is refused before it is parsed: a schema
 * collects all its issues, which would block the event loop for thousands of fields.
 * @throws {AppError} VALIDATION_FAILED
 */
export function parseInput<S extends z.ZodType>(
  schema: S,
  value: unknown,
  prefix = '',
): z.output<S> {
  if (valuesLeft(value, MAX_VALUES) < 0) {
    throw new AppError('VALIDATION_FAILED', {
      details: [{ field: prefix || 'body', message: 'Holds too many fields' }],
    });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw validationError(parsed.error, prefix);
}

/** Thrown by the circuit breaker: the database does not respond. */
export class CircuitOpenError extends Error {
  override readonly name = 'CircuitOpenError';

  constructor() {
    super('the database does not answer');
  }
}

/** Error names of MongoDB's driver and of Mongoose. */
const DATABASE_DOWN =
  /^(PoolClearedOnNetwork|Mongo(oseServerSelection|ServerSelection|Network|NetworkTimeout|NotConnected|TopologyClosed|PoolCleared|OperationTimeout|WaitQueueTimeout|ServerClosed|ClientClosed))Error$/;

/** Node's error codes for a lost connection, which the driver does not always wrap. */
const CONNECTION_LOST = new Set(['EPIPE', 'ECONNRESET', 'ECONNREFUSED', 'ETIMEDOUT']);

/** Whether an error means that the database cannot be reached. */
export function isDatabaseDown(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof CircuitOpenError) return true;
  if (DATABASE_DOWN.test(error.name)) return true;
  if ('code' in error && CONNECTION_LOST.has(String(error.code))) return true;
  // Mongoose with bufferCommands off, before the first connection.
  return error.name === 'MongooseError' && error.message.includes('initial connection');
}

/** Turns any thrown value into an AppError; foreign errors become UNAVAILABLE, BUSY or INTERNAL. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (isDatabaseDown(error)) return new AppError('UNAVAILABLE', { retryAfter: 3, cause: error });
  // The conflict outlasted all attempts: many want the same at once, but nothing is broken.
  if (isTransientConflict(error)) return new AppError('BUSY', { retryAfter: 1, cause: error });
  return new AppError('INTERNAL', { cause: error });
}

/** Turns an error into the form that clients receive. */
export function toApiError(error: AppError, requestId?: string): ApiError {
  return {
    code: error.code,
    message: error.message,
    ...(error.details && { details: error.details }),
    ...(error.retryAfter !== undefined && { retryAfter: error.retryAfter }),
    ...(error.scope !== undefined && { scope: error.scope }),
    ...(error.challenge && { challenge: error.challenge }),
    ...(requestId !== undefined && { requestId }),
  };
}
