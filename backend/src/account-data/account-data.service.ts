import { type AccountExport, GRACE_DAYS } from '@parley/shared/account-data';
import type { User } from '@parley/shared/auth';
import type { StreamedFile } from '@parley/shared/endpoint';
import { AppError } from '../platform/errors';
import type { Identity } from '../platform/http';
import type { Limiter } from '../platform/rate-limit';
import type { SecurityLog, Trace } from '../platform/security-log';
import { type ExportSources, writeExport } from './export';

const GRACE_MS = GRACE_DAYS * 24 * 3600_000;

export interface AccountDataOptions {
  /** @throws {AppError} UNAUTHENTICATED */
  readProfile: (userId: string) => Promise<AccountExport['profile']>;
  sources: ExportSources;
  /** Sets or removes (null) the time of the deletion. @returns the user after that */
  setDeletion: (userId: string, at: Date | null) => Promise<User>;
  /** @throws {AppError} STEP_UP_REQUIRED */
  requireRecentProof: (identity: Identity) => Promise<void>;
  /** Ends all sessions and closes their sockets. */
  endSessions: (userId: string) => Promise<void>;
  /** Exports by user. */
  exports: Limiter;
  security: SecurityLog;
  now: () => number;
}

export interface AccountDataService {
  /** @throws {AppError} RATE_LIMITED */
  exportAll(identity: Identity, trace: Trace): Promise<StreamedFile>;
  /**
   * Ends all sessions and begins the grace period.
   * @param email the address of the account, which the client must know
   * @returns when the account is deleted
   * @throws {AppError} STEP_UP_REQUIRED or VALIDATION_FAILED
   */
  scheduleDeletion(identity: Identity, email: string, trace: Trace): Promise<{ deletesAt: string }>;
  /** Ends the grace period. The account stays. */
  keep(identity: Identity, trace: Trace): Promise<User>;
}

/** Creates the service that exports an account's data, and deletes and keeps accounts. */
export function createAccountData(options: AccountDataOptions): AccountDataService {
  const { security, now } = options;
  const factsOf = ({ userId, sessionId }: Identity, trace: Trace) => ({
    userId,
    sessionId,
    ...trace,
  });

  return {
    async exportAll(identity, trace) {
      options.exports.consume(identity.userId);
      const profile = await options.readProfile(identity.userId);
      security.note('account data exported', factsOf(identity, trace));
      const exportedAt = new Date(now()).toISOString();
      return {
        mediaType: 'application/json',
        pieces: writeExport({ exportedAt, profile }, options.sources),
      };
    },

    async scheduleDeletion(identity, email, trace) {
      await options.requireRecentProof(identity);
      if ((await options.readProfile(identity.userId)).email !== email) {
        const details = [{ field: 'email', message: 'This is not the address of your account' }];
        throw new AppError('VALIDATION_FAILED', { details });
      }
      const inDays = new Date(now() + GRACE_MS);
      const { deletesAt } = await options.setDeletion(identity.userId, inDays);
      security.note('account deletion requested', factsOf(identity, trace));
      await options.endSessions(identity.userId);
      return { deletesAt: deletesAt ?? inDays.toISOString() };
    },

    async keep(identity, trace) {
      const user = await options.setDeletion(identity.userId, null);
      security.note('account kept', factsOf(identity, trace));
      return user;
    },
  };
}
