import { createHash, createHmac, createSecretKey, randomBytes } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { z } from 'zod';
import { AppError } from '../platform/errors';
import type { Identity } from '../platform/http';

const ISSUER = 'parley';
const AUDIENCE = 'parley:api';
const CLOCK_TOLERANCE_SECONDS = 5;

const claimsSchema = z.object({
  sub: z.string().regex(/^[0-9a-f]{24}$/),
  sid: z.string().min(1).max(64),
  typ: z.literal('access'),
  exp: z.number().int(),
});

export interface AccessTokens {
  issue(userId: string, sessionId: string): string;
  /** @throws {AppError} TOKEN_EXPIRED or UNAUTHENTICATED */
  verify(token: string): Identity;
  /** The session of a token, also of one that ran out so many seconds ago; null where it is none. */
  sessionOf(token: string, lateSeconds: number): string | null;
}

/**
 * Access tokens: JWT with HS256 pinned, issuer, audience and kind checked (RFC 8725).
 * @param now milliseconds since the epoch
 */
export function createAccessTokens(
  secret: string,
  lifetimeSeconds: number,
  now: () => number,
): AccessTokens {
  const seconds = () => Math.floor(now() / 1000);
  const verified = createMemory(seconds);
  // Given as text, every verification would first try to read it as a public key, which costs more
  // than the whole rest of a request.
  const key = createSecretKey(secret, 'utf8');
  const read = (token: string, clockTolerance: number) =>
    claimsSchema.parse(
      jwt.verify(token, key, {
        algorithms: ['HS256'],
        issuer: ISSUER,
        audience: AUDIENCE,
        clockTimestamp: seconds(),
        clockTolerance,
      }),
    );
  return {
    issue: (userId, sessionId) =>
      jwt.sign({ sid: sessionId, typ: 'access', iat: seconds() }, key, {
        algorithm: 'HS256',
        issuer: ISSUER,
        audience: AUDIENCE,
        subject: userId,
        expiresIn: lifetimeSeconds,
      }),
    verify(token) {
      const known = verified.recall(token);
      if (known !== undefined) return known;
      try {
        const claims = read(token, CLOCK_TOLERANCE_SECONDS);
        const identity = { userId: claims.sub, sessionId: claims.sid, expiresAt: claims.exp };
        verified.keep(token, identity);
        return identity;
      } catch (cause) {
        const expired = cause instanceof jwt.TokenExpiredError;
        throw new AppError(expired ? 'TOKEN_EXPIRED' : 'UNAUTHENTICATED', { cause });
      }
    },
    sessionOf(token, lateSeconds) {
      try {
        return read(token, lateSeconds).sid;
      } catch {
        return null;
      }
    },
  };
}

/**
 * The latest tokens whose signature was right: a page asks for several things at once with the same
 * one. Few, so that idle people cost no memory. Whether the session is over is asked elsewhere, each
 * time.
 */
function createMemory(seconds: () => number) {
  const MAX = 100;
  const identities = new Map<string, Identity>();
  return {
    /** A copy, since the caller may write on it. */
    recall(token: string): Identity | undefined {
      const known = identities.get(token);
      if (known === undefined) return undefined;
      if (seconds() < known.expiresAt + CLOCK_TOLERANCE_SECONDS) return { ...known };
      identities.delete(token);
      return undefined;
    },
    keep(token: string, identity: Identity): void {
      if (identities.size >= MAX) identities.clear();
      identities.set(token, { ...identity });
    },
  };
}

/** 256 random bits (ASVS 5.0 7.2.3). */
export const newRefreshToken = (): string => randomBytes(32).toString('base64url');

export const newSessionId = (): string => randomBytes(16).toString('base64url');

/** Only this is stored; the token has 256 bits, so a plain hash cannot be searched. */
export const hashRefreshToken = (token: string): string =>
  createHash('sha256').update(token).digest('base64url');

/**
 * The successor of a token. Derived, so that the same token within the grace time gives the same
 * successor (a lost answer, two tabs at once) without any successor being stored in the clear.
 */
export const succeedRefreshToken = (token: string, secret: string): string =>
  createHmac('sha256', secret).update(token).digest('base64url');
