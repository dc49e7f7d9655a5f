import { createHmac, createSecretKey, randomBytes } from 'node:crypto';
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
  /** The one room of a guest. */
  room: z
    .string()
    .regex(/^[0-9a-f]{24}$/)
    .optional(),
  exp: z.number().int(),
});

export interface AccessTokens {
  /** @param guestOf the id of the one room of a guest */
  issue(userId: string, sessionId: string, guestOf?: string): string;
  /** @throws {AppError} TOKEN_EXPIRED or UNAUTHENTICATED */
  verify(token: string): Identity;
  /** The session of a token that is valid or expired at most `lateSeconds` ago; else null. */
  sessionOf(token: string, lateSeconds: number): string | null;
}

/**
 * Creates the access tokens: JWT with HS256 only; issuer, audience and type are checked (RFC 8725).
 * @param now milliseconds since the epoch
 */
export function createAccessTokens(
  secret: string,
  lifetimeSeconds: number,
  now: () => number,
): AccessTokens {
  const seconds = () => Math.floor(now() / 1000);
  const verified = createVerifiedTokens(seconds);
  // With a text, each verification would first try to parse it as a public key, which costs more than
  // the rest of a request.
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
    issue: (userId, sessionId, guestOf) =>
      jwt.sign({ sid: sessionId, typ: 'access', iat: seconds(), room: guestOf }, key, {
        algorithm: 'HS256',
        issuer: ISSUER,
        audience: AUDIENCE,
        subject: userId,
        expiresIn: lifetimeSeconds,
      }),
    verify(token) {
      const known = verified.get(token);
      if (known !== undefined) return known;
      try {
        const claims = read(token, CLOCK_TOLERANCE_SECONDS);
        const identity: Identity = {
          userId: claims.sub,
          sessionId: claims.sid,
          expiresAt: claims.exp,
          ...(claims.room !== undefined && { guestOf: claims.room }),
        };
        verified.add(token, identity);
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
 * Caches the latest tokens with a valid signature, because a client sends several requests with the
 * same one. The cache is small, so that idle users cost no memory. It does not say whether the session
 * is alive, which is checked for each request.
 */
function createVerifiedTokens(seconds: () => number) {
  const MAX = 100;
  const identities = new Map<string, Identity>();
  return {
    /** Returns a copy, because the caller may change it. */
    get(token: string): Identity | undefined {
      const known = identities.get(token);
      if (known === undefined) return undefined;
      if (seconds() < known.expiresAt + CLOCK_TOLERANCE_SECONDS) return { ...known };
      identities.delete(token);
      return undefined;
    },
    add(token: string, identity: Identity): void {
      if (identities.size >= MAX) identities.clear();
      identities.set(token, { ...identity });
    },
  };
}

export const newSessionId = (): string => randomBytes(16).toString('base64url');

/**
 * Derives the successor of a token. So the same token gives the same successor, after a lost response
 * or in two tabs, although no successor is stored in the clear.
 */
export const succeedRefreshToken = (token: string, secret: string): string =>
  createHmac('sha256', secret).update(token).digest('base64url');
