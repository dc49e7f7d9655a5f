import { z } from 'zod';

/**
 * Every error code of the server with its HTTP status. The list is closed: the server cannot throw
 * another code, so clients may switch over it.
 */
export const ERROR_STATUS = {
  VALIDATION_FAILED: 400,
  MALFORMED_BODY: 400,
  UNKNOWN_EVENT: 400,
  UNAUTHENTICATED: 401,
  TOKEN_EXPIRED: 401,
  SESSION_ENDED: 401,
  INVALID_CREDENTIALS: 401,
  WRONG_PASSWORD: 403,
  SECOND_FACTOR_REQUIRED: 401,
  CHALLENGE_EXPIRED: 401,
  PROOF_REFUSED: 403,
  STEP_UP_REQUIRED: 403,
  SCOPE_MISSING: 403,
  ACCOUNT_DISABLED: 403,
  EMAIL_NOT_VERIFIED: 403,
  PASSWORD_REQUIRED: 403,
  NOT_A_MEMBER: 403,
  MEETING_RUNNING: 403,
  ORIGIN_FORBIDDEN: 403,
  ACCOUNT_REQUIRED: 403,
  NOT_ALLOWED: 403,
  RECORD_READ_ONLY: 403,
  MUST_WAIT: 403,
  KEPT_OUT: 403,
  MEETING_LOCKED: 403,
  REMOVED: 403,
  ROOM_PASSWORD_REQUIRED: 403,
  NOT_FOUND: 404,
  EMAIL_TAKEN: 409,
  ROOM_CODE_TAKEN: 409,
  ROOM_FULL: 409,
  REPLACED: 409,
  MEETING_ENDED: 409,
  TOO_MANY_ROOMS: 409,
  TOO_MANY_WAIT: 409,
  TOO_MANY_PEOPLE: 409,
  CHAT_FULL: 409,
  STORAGE_FULL: 409,
  TOO_MANY_MARKS: 409,
  TOO_MANY_SHARES: 409,
  TOO_MANY_PASSKEYS: 409,
  TOO_MANY_WEBHOOKS: 409,
  TOO_MANY_API_KEYS: 409,
  NO_MAIL: 409,
  LINK_INVALID: 410,
  PAYLOAD_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  RATE_LIMITED: 429,
  CHAT_LIMIT: 429,
  MEETING_LIMIT: 429,
  INTERNAL: 500,
  BUSY: 503,
  UNAVAILABLE: 503,
  PROVIDER_UNAVAILABLE: 503,
} as const;

export type ErrorCode = keyof typeof ERROR_STATUS;

/** The closed list of codes, in a fixed order. */
export const ERROR_CODES = Object.keys(ERROR_STATUS) as [ErrorCode, ...ErrorCode[]];

/** An error in one field of the input; `field` is a dotted path such as `media.camera`. */
export const fieldErrorSchema = z.strictObject({ field: z.string(), message: z.string() });
export type FieldError = z.infer<typeof fieldErrorSchema>;

/**
 * Which limit was reached: that of the client's address, which other users may share (in a school, an
 * office or a home), that of the account, or that of the API key.
 */
export const limitScopeSchema = z.enum(['address', 'account', 'key']);
export type LimitScope = z.infer<typeof limitScopeSchema>;

/** Present with SECOND_FACTOR_REQUIRED: what the second step of the sign-in needs. */
export const signInChallengeSchema = z.strictObject({
  /** For `POST /auth/second-factor`. */
  token: z.string(),
  methods: z.array(z.enum(['totp', 'recovery', 'passkey'])),
});
export type SignInChallenge = z.infer<typeof signInChallengeSchema>;

/** The one error shape of REST (`{ error }`) and of socket acks (`{ ok: false, error }`). */
export const apiErrorSchema = z.strictObject({
  code: z.enum(ERROR_CODES),
  message: z.string(),
  details: z.array(fieldErrorSchema).optional(),
  /** Seconds until a retry makes sense (429 and 503). */
  retryAfter: z.number().int().nonnegative().optional(),
  /** Present with RATE_LIMITED. */
  scope: limitScopeSchema.optional(),
  challenge: signInChallengeSchema.optional(),
  requestId: z.string().optional(),
});
export type ApiError = z.infer<typeof apiErrorSchema>;

/** The body of every REST error. */
export const errorResponseSchema = z.strictObject({ error: apiErrorSchema });
