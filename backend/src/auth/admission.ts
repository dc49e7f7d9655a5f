import { AppError } from '../platform/errors';
import type { Identity } from '../platform/http';
import { addressKey, type Limiter } from '../platform/rate-limit';
import type { AuthService } from './auth.service';

/** Counts what arrives, before anything else is done for it. */
export interface Admission {
  /** @throws {AppError} RATE_LIMITED */
  admitRequest(token: string | undefined, address: string): Promise<void>;
  /** @throws {AppError} RATE_LIMITED, or why the token is not taken */
  admitSocket(token: string | undefined, address: string): Promise<Identity>;
}

export interface AdmissionLimits {
  /** Requests with a valid token, by account. */
  requests: Limiter;
  /** The same of all accounts behind an address. */
  requestsByAddress: Limiter;
  /** Requests without a valid token, by address. */
  anonymousRequests: Limiter;
  /** Handshakes by account. */
  handshakes: Limiter;
  /** Handshakes without a valid token, by address. */
  refusedHandshakes: Limiter;
}

/**
 * Counts people for themselves wherever their token says who they are: behind one address there may
 * be a whole school, and what one of them does must not shut out the others.
 */
export function createAdmission(auth: AuthService, limits: AdmissionLimits): Admission {
  return {
    async admitRequest(token, address) {
      const identity = token === undefined ? null : auth.identify(token);
      if (identity === null) return limits.anonymousRequests.consume(addressKey(address));
      await limits.requests.consume(identity.userId);
      await limits.requestsByAddress.consume(addressKey(address));
    },

    async admitSocket(token, address) {
      try {
        if (token === undefined) throw new AppError('UNAUTHENTICATED');
        const identity = await auth.authenticate(token);
        await limits.handshakes.consume(identity.userId);
        return identity;
      } catch (error) {
        if (error instanceof AppError && error.status === 401) {
          await limits.refusedHandshakes.consume(addressKey(address));
        }
        throw error;
      }
    },
  };
}
