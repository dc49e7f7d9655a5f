import { ERROR_CODES, type ErrorCode } from '@parley/shared/errors';
import type { CallError } from './call-snapshot';
import type { RequestError } from '../signaling-channel';

/** What a channel's rejection says. Whatever else was thrown comes from the browser: `BROWSER`. */
export function toCallError(error: unknown): CallError {
  const fields: Partial<Record<keyof RequestError, unknown>> =
    typeof error === 'object' && error !== null ? error : {};
  return {
    code: knownCode(fields.code),
    message: error instanceof Error ? error.message : 'Unknown error',
    ...(typeof fields.requestId === 'string' && { requestId: fields.requestId }),
    ...(typeof fields.retryAfter === 'number' && { retryAfter: fields.retryAfter }),
  };
}

function knownCode(code: unknown): CallError['code'] {
  if (code === 'NETWORK' || code === 'TIMEOUT') return code;
  // Exceptions of browsers have none, or (DOMException) a number.
  if (typeof code !== 'string') return 'BROWSER';
  return (ERROR_CODES as readonly unknown[]).includes(code) ? (code as ErrorCode) : 'INTERNAL';
}
