import type { ErrorCode, FieldError, LimitScope } from '@parley/shared/errors';

/** Codes of the server, two for requests that never got its answer, and one for the browser's own. */
export type ClientErrorCode = ErrorCode | 'NETWORK' | 'TIMEOUT' | 'BROWSER';

export interface ApiClientErrorFields {
  code: ClientErrorCode;
  message: string;
  details?: readonly FieldError[] | undefined;
  requestId?: string | undefined;
  /** HTTP status; absent where no answer came. */
  status?: number | undefined;
  /** Seconds until another try makes sense. */
  retryAfter?: number | undefined;
  /** Whose limit was reached. */
  scope?: LimitScope | undefined;
}

/** A request that failed, in one shape, whatever it failed on. */
export class ApiClientError extends Error {
  override readonly name = 'ApiClientError';
  readonly code: ClientErrorCode;
  readonly details: readonly FieldError[];
  readonly requestId: string | undefined;
  readonly status: number | undefined;
  readonly retryAfter: number | undefined;
  readonly scope: LimitScope | undefined;

  constructor(fields: ApiClientErrorFields, options?: ErrorOptions) {
    super(fields.message, options);
    this.code = fields.code;
    this.details = fields.details ?? [];
    this.requestId = fields.requestId;
    this.status = fields.status;
    this.retryAfter = fields.retryAfter;
    this.scope = fields.scope;
  }
}

/** Whether the same request may well succeed a little later. */
export function isPassing(error: unknown): error is ApiClientError {
  return (
    error instanceof ApiClientError &&
    ['NETWORK', 'TIMEOUT', 'BUSY', 'UNAVAILABLE'].includes(error.code)
  );
}

export function hasCode(error: unknown, ...codes: readonly ClientErrorCode[]): boolean {
  return error instanceof ApiClientError && codes.includes(error.code);
}
