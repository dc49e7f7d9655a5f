import { createLog } from '../core/log';

const log = createLog('session');

/** When to refresh a token and when it expires, in milliseconds since 1970 by this machine's clock. */
export interface TokenLife {
  refreshAt: number;
  expiresAt: number;
}

/** The share of its life after which a token is refreshed. */
const REFRESH_AT = 0.8;
/** The assumed life of a token whose payload cannot be read. */
const ASSUMED_LIFE_MS = 60_000;

/**
 * Reads the length of a JWT's life (`exp` − `iat`, RFC 7519, section 4.1) and counts it from now, so
 * that a wrong clock on this machine does no harm.
 */
export function tokenLife(token: string, now: number): TokenLife {
  const lifeMs = readLifeMs(token) ?? ASSUMED_LIFE_MS;
  return { refreshAt: now + lifeMs * REFRESH_AT, expiresAt: now + lifeMs };
}

function readLifeMs(token: string): number | null {
  try {
    const payload = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
    const claims = JSON.parse(atob(payload)) as { exp?: unknown; iat?: unknown };
    if (typeof claims.exp !== 'number' || typeof claims.iat !== 'number') return null;
    return Math.max(0, claims.exp - claims.iat) * 1000;
  } catch (error) {
    log.warn('the payload of an access token cannot be read', { error });
    return null;
  }
}
