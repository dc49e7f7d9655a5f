import { emailSchema } from '@parley/shared/auth';
import type { OpenidProblem } from '@parley/shared/openid';
import { isOwnPath } from '@parley/shared/own-path';
import { displayNameSchema } from '@parley/shared/text';
import { AppError } from '../platform/errors';
import type { Identity } from '../platform/http';
import { toId } from '../platform/ids';
import type { Logger } from '../platform/logger';
import type { SecurityLog, Trace } from '../platform/security-log';
import type { Attempts } from './attempts';
import type { Identities } from './identities';
import type { OpenidAttemptDocument } from './openid-attempt.model';
import { type Claims, newVisit, type Provider, ProviderError, type Visit } from './provider';

/** What follows from the provider's answer. */
export type Outcome = { next: string } & (
  | { kind: 'signed in'; userId: string }
  | { kind: 'proved'; sessionId: string }
  /** The user must sign in to the account with the same address; `token` is for the cookie. */
  | { kind: 'link'; token: string }
  | { kind: 'failed'; problem: OpenidProblem }
);

export interface OpenidService {
  /** What users call the provider, or null if there is none. */
  readonly providerName: string | null;
  /**
   * Begins a visit to the provider.
   * @param identity the user who wants to prove who they are, or undefined for a sign-in
   * @throws {AppError} NOT_FOUND without a provider, or PROVIDER_UNAVAILABLE
   */
  start(input: {
    redirectUri: string;
    next: string | undefined;
    identity?: Identity;
  }): Promise<{ url: string; token: string }>;
  /** Ends a visit. Never throws for what the provider or the browser sends. */
  finish(token: string | undefined, query: URLSearchParams, trace: Trace): Promise<Outcome>;
  /** @throws {AppError} CHALLENGE_EXPIRED if there is no identity, or it waits for another account */
  link(token: string | undefined, identity: Identity, trace: Trace): Promise<void>;
  /** Creates an account for a waiting identity. @returns its user @throws {AppError} CHALLENGE_EXPIRED */
  createAccount(token: string | undefined): Promise<string>;
}

export interface OpenidServiceOptions {
  provider: Provider | undefined;
  attempts: Attempts;
  identities: Identities;
  /** Returns the user with an email address, or null. */
  findByEmail: (email: string) => Promise<string | null>;
  logger: Logger;
  security: SecurityLog;
}

/** Creates the service for the sign-in with a provider (decision 055). */
export function createOpenidService(options: OpenidServiceOptions): OpenidService {
  const { provider, attempts, identities, logger, security } = options;

  async function finishVisit(attempt: OpenidAttemptDocument, query: URLSearchParams, trace: Trace) {
    const { next } = attempt;
    if (provider === undefined) return failed('expired', next);
    const claims = await provider.endVisit(query, toVisit(attempt));
    if (attempt.purpose === 'proof') return prove(attempt, claims, trace);
    const known = await identities.find(claims);
    if (known !== null) return { kind: 'signed in', userId: known, next } as const;
    // An address that the provider has not verified may be that of somebody else.
    const email = claims.isEmailVerified ? emailSchema.safeParse(claims.email).data : undefined;
    const owner = email === undefined ? null : await options.findByEmail(email);
    if (owner === null) {
      const userId = await identities.createAccount(claims, nameOf(claims), email);
      return { kind: 'signed in', userId, next } as const;
    }
    // A simultaneous sign-in of this user may have created the account just now, identity first.
    if ((await identities.find(claims)) === owner) {
      return { kind: 'signed in', userId: owner, next } as const;
    }
    const { issuer, subject } = claims;
    const token = await attempts.put({
      purpose: 'link',
      next,
      userId: toId(owner),
      issuer,
      subject,
      displayName: nameOf(claims),
    });
    return { kind: 'link', token, next } as const;
  }

  /** The provider must name the user of the session. */
  async function prove(
    { userId, sessionId = '', next }: OpenidAttemptDocument,
    claims: Claims,
    trace: Trace,
  ): Promise<Outcome> {
    const owner = await identities.find(claims);
    const facts = { userId: String(userId), sessionId, ...trace, reason: 'openid' };
    if (owner === null || owner !== String(userId)) {
      security.note('proof refused', facts);
      return failed('denied', next);
    }
    security.note('identity proved', facts);
    return { kind: 'proved', sessionId, next };
  }

  return {
    providerName: provider?.name ?? null,

    async start({ redirectUri, next = '/', identity }) {
      if (provider === undefined) throw new AppError('NOT_FOUND');
      const visit = newVisit(redirectUri, identity !== undefined);
      const url = await provider.beginVisit(visit).catch((cause: unknown) => {
        throw cause instanceof ProviderError
          ? new AppError('PROVIDER_UNAVAILABLE', { cause })
          : cause;
      });
      const { state, nonce, verifier } = visit;
      const token = await attempts.put({
        purpose: identity === undefined ? 'sign-in' : 'proof',
        next: isOwnPath(next) ? next : '/',
        state,
        nonce,
        verifier,
        redirectUri,
        ...(identity && { userId: toId(identity.userId), sessionId: identity.sessionId }),
      });
      return { url: url.href, token };
    },

    async finish(token, query, trace) {
      let next = '/';
      try {
        const attempt = await attempts.take(token, 'sign-in', 'proof');
        ({ next } = attempt);
        return await finishVisit(attempt, query, trace);
      } catch (error) {
        if (error instanceof AppError && error.code === 'CHALLENGE_EXPIRED') {
          security.note('provider sign-in refused', { ...trace, reason: 'no such visit' });
          return failed('expired', next);
        }
        if (!(error instanceof ProviderError)) throw error;
        const { requestId } = trace;
        logger.warn({ requestId, cause: error.message }, 'sign-in provider failed');
        security.note('provider sign-in refused', { ...trace, reason: error.problem });
        return failed(error.problem, next);
      }
    },

    async link(token, { userId, sessionId }, trace) {
      const attempt = await attempts.take(token, 'link');
      const { issuer = '', subject = '' } = attempt;
      if (String(attempt.userId) !== userId) throw new AppError('CHALLENGE_EXPIRED');
      await identities.link({ issuer, subject }, userId);
      security.note('provider identity linked', { userId, sessionId, ...trace });
    },

    async createAccount(token) {
      const { issuer = '', subject = '', displayName = '' } = await attempts.take(token, 'link');
      return identities.createAccount({ issuer, subject }, displayName, undefined);
    },
  };
}

const failed = (problem: OpenidProblem, next: string): Outcome => ({
  kind: 'failed',
  problem,
  next,
});

const toVisit = ({ purpose, ...stored }: OpenidAttemptDocument): Visit => ({
  state: stored.state ?? '',
  nonce: stored.nonce ?? '',
  verifier: stored.verifier ?? '',
  redirectUri: stored.redirectUri ?? '',
  mustSignIn: purpose === 'proof',
});

/** A display name that Parley accepts: the provider's, or the part of the address before `@`. */
function nameOf({ name, email }: Claims): string {
  for (const candidate of [name?.slice(0, 64), email?.split('@')[0]]) {
    const { data } = displayNameSchema.safeParse(candidate);
    if (data !== undefined) return data;
  }
  return 'New user';
}
