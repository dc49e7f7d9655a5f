import { z } from 'zod';
import { defineEndpoints } from './endpoint';
import { defineCommands, defineEvents } from './socket-contract';
import { displayNameSchema, idSchema, instantSchema, withoutUnseen } from './text';

/**
 * An email address as it was typed, trimmed; the server compares a lower-case copy.
 * 254 is the longest address that SMTP can carry (RFC 5321 4.5.3.1.3).
 */
export const emailSchema = z
  .string()
  .overwrite(withoutUnseen)
  .trim()
  .max(254, 'At most 254 characters')
  .pipe(z.email('Enter an address such as ana@example.org'));

/** Length only, no composition rules (ASVS 5.0 6.2.1, 6.2.5, 6.2.9); never trimmed (6.2.8). */
export const passwordSchema = z
  .string()
  .min(8, 'At least 8 characters')
  .max(256, 'At most 256 characters');

/** The body of `register`. */
export const registerSchema = z.strictObject({
  email: emailSchema,
  displayName: displayNameSchema,
  password: passwordSchema,
});
export type RegisterInput = z.infer<typeof registerSchema>;

/** The body of `login`. Accepts any text, because a reason for a refusal would help an attacker. */
export const loginSchema = z.strictObject({
  email: z
    .string()
    .overwrite(withoutUnseen)
    .trim()
    .min(1, 'Must not be empty')
    .max(254, 'At most 254 characters'),
  password: z.string().min(1, 'Must not be empty').max(256, 'At most 256 characters'),
});
export type LoginInput = z.infer<typeof loginSchema>;

/** When the server deletes an account whose user has asked for it. */
export const deletesAtSchema = instantSchema;

/** A user, as the user themselves sees it. */
export const userSchema = z.strictObject({
  id: idSchema,
  email: z.string(),
  displayName: z.string(),
  /** Whether the user has proved that they read this mailbox; absent if not. */
  isEmailVerified: z.literal(true).optional(),
  /** Present in the grace period of a deletion. */
  deletesAt: deletesAtSchema.optional(),
});
export type User = z.infer<typeof userSchema>;

/** The response of `register` if the server sends email: the link in it completes the registration. */
export const acceptedSchema = z.strictObject({ status: z.literal('check_email') });

/** The response of `register`, `login` and `refresh`. */
export const sessionResponseSchema = z.strictObject({ user: userSchema, accessToken: z.string() });
export type SessionResponse = z.infer<typeof sessionResponseSchema>;

export const authEndpoints = defineEndpoints({
  register: {
    method: 'POST',
    path: '/auth/register',
    access: 'public',
    summary:
      'Create an account and sign in. Sets the refresh cookie and ends the session of the previous one. If the server sends email, the answer is 202 for known and unknown addresses, and a link completes the registration.',
    body: registerSchema,
    response: sessionResponseSchema,
    status: 201,
    accepted: acceptedSchema,
    errors: ['EMAIL_TAKEN', 'BUSY'],
  },
  login: {
    method: 'POST',
    path: '/auth/login',
    access: 'public',
    summary:
      'Sign in. Sets the refresh cookie and ends the session of the previous one. An account with a second factor gets SECOND_FACTOR_REQUIRED with a challenge for POST /auth/second-factor.',
    body: loginSchema,
    response: sessionResponseSchema,
    status: 200,
    errors: ['INVALID_CREDENTIALS', 'SECOND_FACTOR_REQUIRED', 'BUSY'],
  },
  refresh: {
    method: 'POST',
    path: '/auth/refresh',
    access: 'cookie',
    summary:
      'Exchange the refresh cookie for an access token and a new cookie. A client that has an access token sends it too, even an expired one: it proves that a repeated cookie is its own and that only the answer was lost.',
    response: sessionResponseSchema,
    status: 200,
    errors: ['SESSION_ENDED'],
  },
  logout: {
    method: 'POST',
    path: '/auth/logout',
    access: 'cookie',
    summary: 'Sign out: end this session with its tokens, sockets and cookie.',
    status: 204,
  },
});

export const userEndpoints = defineEndpoints({
  readMe: {
    method: 'GET',
    path: '/users/me',
    access: 'account',
    summary: 'Read your own account.',
    response: z.strictObject({ user: userSchema }),
    status: 200,
  },
  updateMe: {
    method: 'PATCH',
    path: '/users/me',
    access: 'account',
    summary: 'Change your display name.',
    body: z.strictObject({ displayName: displayNameSchema }),
    response: z.strictObject({ user: userSchema }),
    status: 200,
  },
});

export const authCommands = defineCommands({
  'session:refresh': {
    summary: 'Give this socket a new access token before its present one expires.',
    rate: 'state',
    payload: z.strictObject({ token: z.string().max(4096) }),
    ack: z.strictObject({}),
  },
});

export const authEvents = defineEvents({
  'session:ended': {
    summary:
      'Your session ended: you signed out elsewhere, signed in again, or the token expired. The server closes the socket.',
    payload: z.strictObject({}),
  },
});
