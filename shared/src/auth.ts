import { z } from 'zod';
import { defineEndpoints } from './endpoint';
import { defineCommands, defineEvents } from './socket-contract';
import { displayNameSchema, idSchema, withoutUnseen } from './text';

/**
 * As typed, without surrounding space; the server stores a lower-case copy for comparison.
 * 254 is the longest address that SMTP can carry (RFC 5321 4.5.3.1.3).
 */
export const emailSchema = z
  .string()
  .overwrite(withoutUnseen)
  .trim()
  .max(254, 'At most 254 characters')
  .pipe(z.email('Enter an address such as ana@example.org'));

/** ASVS 5.0 6.2.1, 6.2.5, 6.2.9: length only, no composition rules; never trimmed (6.2.8). */
export const passwordSchema = z
  .string()
  .min(8, 'At least 8 characters')
  .max(256, 'At most 256 characters');

export const registerSchema = z.strictObject({
  email: emailSchema,
  displayName: displayNameSchema,
  password: passwordSchema,
});
export type RegisterInput = z.infer<typeof registerSchema>;

/** Login accepts any text of bounded size: telling why a password cannot be right tells too much. */
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

export const userSchema = z.strictObject({
  id: idSchema,
  email: z.string(),
  displayName: z.string(),
});
export type User = z.infer<typeof userSchema>;

export const sessionResponseSchema = z.strictObject({ user: userSchema, accessToken: z.string() });
export type SessionResponse = z.infer<typeof sessionResponseSchema>;

export const authEndpoints = defineEndpoints({
  register: {
    method: 'POST',
    path: '/auth/register',
    access: 'public',
    summary:
      'Create an account and sign in. Sets the refresh cookie; the session of one that came along ends.',
    body: registerSchema,
    response: sessionResponseSchema,
    status: 201,
    errors: ['EMAIL_TAKEN', 'BUSY'],
  },
  login: {
    method: 'POST',
    path: '/auth/login',
    access: 'public',
    summary: 'Sign in. Sets the refresh cookie; the session of one that came along ends.',
    body: loginSchema,
    response: sessionResponseSchema,
    status: 200,
    errors: ['INVALID_CREDENTIALS', 'BUSY'],
  },
  refresh: {
    method: 'POST',
    path: '/auth/refresh',
    access: 'cookie',
    summary:
      'Exchange the refresh cookie for a new access token; the cookie is rotated. A page that has an access token sends it too, expired or not: it shows that a cookie used again is its own, whose answer was lost.',
    response: sessionResponseSchema,
    status: 200,
    errors: ['SESSION_ENDED'],
  },
  logout: {
    method: 'POST',
    path: '/auth/logout',
    access: 'cookie',
    summary: 'End this session: tokens, sockets and the cookie.',
    status: 204,
  },
});

export const userEndpoints = defineEndpoints({
  readMe: {
    method: 'GET',
    path: '/users/me',
    access: 'account',
    summary: 'The signed-in account.',
    response: z.strictObject({ user: userSchema }),
    status: 200,
  },
  updateMe: {
    method: 'PATCH',
    path: '/users/me',
    access: 'account',
    summary: 'Change the display name.',
    body: z.strictObject({ displayName: displayNameSchema }),
    response: z.strictObject({ user: userSchema }),
    status: 200,
  },
});

export const authCommands = defineCommands({
  'session:refresh': {
    summary: 'Give the socket a newer access token before the one it came with runs out.',
    policy: 'account',
    rate: 'state',
    payload: z.strictObject({ token: z.string().max(4096) }),
    ack: z.strictObject({}),
  },
});

export const authEvents = defineEvents({
  'session:ended': {
    summary:
      'The session was ended (signed out elsewhere, signed in again, its token ran out); the socket closes.',
    payload: z.strictObject({}),
  },
});
