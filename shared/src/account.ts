import { z } from 'zod';
import { emailSchema, passwordSchema, sessionResponseSchema, userSchema } from './auth';
import { defineEndpoints } from './endpoint';

/** The token of an account link: 256 random bits, base64url. It travels in bodies, never in URLs. */
const linkTokenSchema = z.string().regex(/^[\w-]{43}$/, 'This link is not complete');

/** A password that exists; see `loginSchema`. */
const knownPasswordSchema = z
  .string()
  .min(1, 'Must not be empty')
  .max(256, 'At most 256 characters');

/** What an account link is for. */
export const accountLinkSchema = z.strictObject({
  kind: z.enum(['registration', 'reset', 'verification']),
  email: z.string(),
  /** For a registration: whether this browser must show the password that was chosen. */
  needsPassword: z.boolean().optional(),
});
export type AccountLink = z.infer<typeof accountLinkSchema>;

/** What this server offers to people who are signed out. */
export const authOptionsSchema = z.strictObject({
  /** Whether the server sends email: for password resets, and to complete registrations. */
  mail: z.boolean(),
});
export type AuthOptions = z.infer<typeof authOptionsSchema>;

const token = z.strictObject({ token: linkTokenSchema });

export const accountEndpoints = defineEndpoints({
  readAuthOptions: {
    method: 'GET',
    path: '/auth/options',
    access: 'public',
    summary: 'Read what this server offers for signing in.',
    response: authOptionsSchema,
    status: 200,
  },
  readAccountLink: {
    method: 'POST',
    path: '/auth/links/read',
    access: 'public',
    summary: 'Read what an account link is for, without using it up.',
    body: token,
    response: z.strictObject({ link: accountLinkSchema }),
    status: 200,
    errors: ['LINK_INVALID'],
  },
  completeRegistration: {
    method: 'POST',
    path: '/auth/register/complete',
    access: 'public',
    summary:
      'Create the account of a registration link and sign in. Another browser than the one that registered needs the password.',
    body: z.strictObject({ token: linkTokenSchema, password: knownPasswordSchema.optional() }),
    response: sessionResponseSchema,
    status: 201,
    errors: ['LINK_INVALID', 'PASSWORD_REQUIRED', 'PROOF_REFUSED', 'BUSY'],
  },
  requestPasswordReset: {
    method: 'POST',
    path: '/auth/password-reset',
    access: 'public',
    summary:
      'Send a link for a new password, which works once within 30 minutes. The answer is the same for unknown addresses.',
    body: z.strictObject({ email: emailSchema }),
    status: 202,
    errors: ['NO_MAIL'],
  },
  resetPassword: {
    method: 'POST',
    path: '/auth/password-reset/complete',
    access: 'public',
    summary: 'Set a new password with a link. Ends all sessions of the account.',
    body: z.strictObject({ token: linkTokenSchema, password: passwordSchema }),
    status: 204,
    errors: ['LINK_INVALID', 'BUSY'],
  },
  verifyEmail: {
    method: 'POST',
    path: '/auth/email/verify',
    access: 'public',
    summary: 'Prove an email address with a link. It becomes the address of the account.',
    body: token,
    response: z.strictObject({ email: z.string() }),
    status: 200,
    errors: ['LINK_INVALID'],
  },
  changePassword: {
    method: 'POST',
    path: '/users/me/password',
    access: 'account',
    summary:
      'Change your password and end your other sessions. Accounts without a password leave out the current one.',
    body: z.strictObject({
      currentPassword: knownPasswordSchema.optional(),
      newPassword: passwordSchema,
    }),
    status: 204,
    errors: ['PROOF_REFUSED', 'STEP_UP_REQUIRED', 'BUSY'],
  },
  changeEmail: {
    method: 'POST',
    path: '/users/me/email',
    access: 'account',
    summary:
      'Change your email address: the server sends a link to the new one. Without email it changes at once.',
    body: z.strictObject({ email: emailSchema, password: knownPasswordSchema.optional() }),
    response: z.strictObject({
      user: userSchema,
      /** Whether a link was sent, which must be followed first. */
      isSent: z.boolean(),
    }),
    status: 200,
    errors: ['PROOF_REFUSED', 'STEP_UP_REQUIRED', 'EMAIL_TAKEN', 'BUSY'],
  },
  sendVerification: {
    method: 'POST',
    path: '/users/me/email/verification',
    access: 'account',
    summary: 'Send a link that proves your email address.',
    status: 202,
    errors: ['NO_MAIL'],
  },
});
