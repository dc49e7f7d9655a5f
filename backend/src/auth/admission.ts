import { AppError } from '../platform/errors';
import type { Identity } from '../platform/http';
import { addressKey, type Limiter } from '../platform/rate-limit';
import type { AuthService } from './auth.service';

/** Counts requests and handshakes before the server does any other work for them. */
export interface Admission {
  /** @throws {AppError} RATE_LIMITED */
  admitRequest(token: string | undefined, address: string): void;
  /** @throws {AppError} RATE_LIMITED, UNAUTHENTICATED, TOKEN_EXPIRED or SESSION_ENDED */
  admitSocket(token: string | undefined, address: string): Promise<Identity>;
}

export interface AdmissionLimits {
  /** Requests with a valid token, by user. */
  requests: Limiter;
  /** Requests with a valid token, by address. */
  requestsByAddress: Limiter;
  /** Requests without a valid token, by address. The first one of an API key counts here too. */
  anonymousRequests: Limiter;
  /** Handshakes by user. */
  handshakes: Limiter;
  /** Handshakes without a valid token, by address. */
  refusedHandshakes: Limiter;
}

/**
 * Creates the admission. It counts by user wherever a token names one: a whole school may share an
 * address, and one of its users must not lock out the others. An API key does not use up the limit of
 * its user.
 * @param countApiKey counts a request of a known API key, and returns whether the token is one
 */
export function createAdmission(
  auth: AuthService,
  limits: AdmissionLimits,
  countApiKey: (token: string) => boolean,
): Admission {
  return {
    admitRequest(token, address) {
      if (token !== undefined && countApiKey(token)) {
        return limits.requestsByAddress.consume(addressKey(address));
      }
      const identity = token === undefined ? null : auth.identify(token);
      if (identity === null) return limits.anonymousRequests.consume(addressKey(address));
      limits.requests.consume(identity.userId);
      limits.requestsByAddress.consume(addressKey(address));
    },

    async admitSocket(token, address) {
      try {
        if (token === undefined) throw new AppError('UNAUTHENTICATED');
        const identity = await auth.authenticate(token);
        limits.handshakes.consume(identity.userId);
        return identity;
      } catch (error) {
        if (error instanceof AppError && error.status === 401) {
          limits.refusedHandshakes.consume(addressKey(address));
        }
        throw error;
      }
    },
  };
}
