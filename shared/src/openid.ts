import { z } from 'zod';
import { sessionResponseSchema } from './auth';
import { defineEndpoints } from './endpoint';
import { isOwnPath } from './own-path';

/** Where the browser comes back to after the provider; not an endpoint, because it is a page. */
export const OPENID_CALLBACK_PATH = '/api/openid/callback';

/**
 * What went wrong at the provider. The sign-in page shows a sentence for each: the provider does not
 * answer, its answer is wrong, it or the user has refused, or the sign-in took too long.
 */
export const openidProblemSchema = z.enum(['unreachable', 'answer', 'denied', 'expired']);
export type OpenidProblem = z.infer<typeof openidProblemSchema>;

const nextSchema = z.string().max(2_000).refine(isOwnPath, 'Not a path of this app').optional();

/** The address at the provider that the browser opens next. */
const urlSchema = z.strictObject({ url: z.string() });

export const openidEndpoints = defineEndpoints({
  readOpenidProvider: {
    method: 'GET',
    path: '/openid',
    access: 'public',
    summary: 'Read with which sign-in provider (OpenID Connect) users may sign in, if any.',
    response: z.strictObject({ provider: z.strictObject({ name: z.string() }).nullable() }),
    status: 200,
  },
  startOpenid: {
    method: 'POST',
    path: '/openid/start',
    access: 'public',
    summary:
      'Begin a sign-in at the provider. Sets a cookie for ten minutes that ties the answer to this browser.',
    body: z.strictObject({ next: nextSchema }),
    response: urlSchema,
    status: 200,
    errors: ['NOT_FOUND', 'PROVIDER_UNAVAILABLE', 'ORIGIN_FORBIDDEN'],
  },
  startOpenidProof: {
    method: 'POST',
    path: '/openid/proof',
    access: 'account',
    summary:
      'Begin a proof of identity at the provider, for accounts that have neither a password nor a second factor.',
    body: z.strictObject({ next: nextSchema }),
    response: urlSchema,
    status: 200,
    errors: ['NOT_FOUND', 'PROVIDER_UNAVAILABLE', 'ORIGIN_FORBIDDEN'],
  },
  linkOpenid: {
    method: 'POST',
    path: '/openid/link',
    access: 'account',
    summary:
      'Connect the identity of the last sign-in at the provider with your account, after you have signed in to it.',
    status: 204,
    errors: ['CHALLENGE_EXPIRED'],
  },
  createOpenidAccount: {
    method: 'POST',
    path: '/openid/account',
    access: 'cookie',
    summary:
      'Go on with a new account instead of connecting the existing one. The new account has no email address. Sets the refresh cookie.',
    response: sessionResponseSchema,
    status: 201,
    errors: ['CHALLENGE_EXPIRED'],
  },
});
