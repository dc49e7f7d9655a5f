import { ERROR_CODES, type ErrorCode } from '@parley/shared/errors';
import type { RequestError } from '../signaling-channel';
import type { CallError } from './call-snapshot';

const TRANSIENT: ReadonlySet<CallError['code']> = new Set([
  'NETWORK',
  'TIMEOUT',
  'UNAVAILABLE',
  'BUSY',
  'RATE_LIMITED',
  'INTERNAL',
  'TOKEN_EXPIRED',
]);

/** Whether the same command may succeed later without any action of the user. */
export function isTransient({ code }: CallError): boolean {
  return TRANSIENT.has(code);
}

/**
 * The error that a channel rejected with, as the snapshot shows it. Anything else that was thrown
 * comes from the browser and gets the code `BROWSER`.
 */
export function toCallError(error: unknown): CallError {
  const fields: Partial<Record<keyof RequestError, unknown>> =
    typeof error === 'object' && error !== null ? error : {};
  return {
    code: toKnownCode(fields.code),
    message: error instanceof Error ? error.message : 'Unknown error',
    ...(typeof fields.requestId === 'string' && { requestId: fields.requestId }),
    ...(typeof fields.retryAfter === 'number' && { retryAfter: fields.retryAfter }),
  };
}

function toKnownCode(code: unknown): CallError['code'] {
  if (code === 'NETWORK' || code === 'TIMEOUT') return code;
  // Exceptions of browsers have no code, or (DOMException) a number.
  if (typeof code !== 'string') return 'BROWSER';
  return (ERROR_CODES as readonly unknown[]).includes(code) ? (code as ErrorCode) : 'INTERNAL';
}
