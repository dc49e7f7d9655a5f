import type { EncryptionProblem } from '../core/room-key';
import type { ErrorCode, FieldError, LimitScope, SignInChallenge } from '@parley/shared/errors';

/**
 * The codes of the server, and our own: NETWORK and TIMEOUT for a request without a response, BROWSER
 * for a failure of the browser itself, and the reasons why it cannot be in an encrypted room.
 */
export type ClientErrorCode = ErrorCode | 'NETWORK' | 'TIMEOUT' | 'BROWSER' | EncryptionProblem;

export interface ApiClientErrorFields {
  code: ClientErrorCode;
  message: string;
  details?: readonly FieldError[] | undefined;
  requestId?: string | undefined;
  /** HTTP status; absent without a response. */
  status?: number | undefined;
  /** Seconds until a retry makes sense. */
  retryAfter?: number | undefined;
  /** Whose limit was reached. */
  scope?: LimitScope | undefined;
  /** What the second step of a sign-in needs. */
  challenge?: SignInChallenge | undefined;
}

/** The error of every failed request or command. */
export class ApiClientError extends Error {
  override readonly name = 'ApiClientError';
  readonly code: ClientErrorCode;
  readonly details: readonly FieldError[];
  readonly requestId: string | undefined;
  readonly status: number | undefined;
  readonly retryAfter: number | undefined;
  readonly scope: LimitScope | undefined;
  readonly challenge: SignInChallenge | undefined;

  constructor(fields: ApiClientErrorFields, options?: ErrorOptions) {
    super(fields.message, options);
    this.code = fields.code;
    this.details = fields.details ?? [];
    this.requestId = fields.requestId;
    this.status = fields.status;
    this.retryAfter = fields.retryAfter;
    this.scope = fields.scope;
    this.challenge = fields.challenge;
  }
}

/** Whether the same request may succeed a little later. */
export function isPassing(error: unknown): error is ApiClientError {
  return (
    error instanceof ApiClientError &&
    ['NETWORK', 'TIMEOUT', 'BUSY', 'UNAVAILABLE'].includes(error.code)
  );
}

/** Whether `error` is an {@link ApiClientError} with one of these codes. */
export function hasCode(error: unknown, ...codes: readonly ClientErrorCode[]): boolean {
  return error instanceof ApiClientError && codes.includes(error.code);
}
