import type { ApiError } from './errors';

/** The answer to every socket command. */
export type Result<T> = { ok: true; data: T } | { ok: false; error: ApiError };
