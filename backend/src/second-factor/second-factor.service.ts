import type { SecondFactor } from '@parley/shared/second-factor';
import { AppError } from '../platform/errors';
import type { Identity } from '../platform/http';
import { toId } from '../platform/ids';
import type { Limiter } from '../platform/rate-limit';
import type { SecurityLog, Trace } from '../platform/security-log';
import type { PasskeyModel } from './passkey.model';
import { passkeysOf, toPasskey } from './passkey.service';
import type { FirstCodes, Recovery } from './recovery';
import type { SecretBox } from '../platform/secret-box';
import type { SecondFactorModel } from './second-factor.model';
import type { StepUp } from './step-up';
import { newTotpSecret, stepOfCode, totpUri } from './totp';

/** How long a new secret may wait for its first code. */
const SETUP_MS = 30 * 60_000;

/** The authenticator app and the recovery codes of a user. Every change requires a recent proof. */
export interface SecondFactorService {
  read(userId: string): Promise<SecondFactor>;
  /** @throws {AppError} STEP_UP_REQUIRED */
  startTotp(identity: Identity): Promise<{ secret: string; uri: string }>;
  /** @throws {AppError} STEP_UP_REQUIRED, PROOF_REFUSED, CHALLENGE_EXPIRED or RATE_LIMITED */
  confirmTotp(identity: Identity, code: string, trace: Trace): Promise<FirstCodes>;
  /** @throws {AppError} STEP_UP_REQUIRED or NOT_FOUND */
  removeTotp(identity: Identity, trace: Trace): Promise<void>;
  /** @throws {AppError} STEP_UP_REQUIRED, or NOT_FOUND without a second factor */
  renewRecoveryCodes(identity: Identity, trace: Trace): Promise<string[]>;
  /** Removes all factors of a user who has lost them; the operator has checked who asks. */
  reset(userId: string): Promise<void>;
}

export interface SecondFactorServiceOptions {
  factors: SecondFactorModel;
  passkeys: PasskeyModel;
  recovery: Recovery;
  stepUp: StepUp;
  box: SecretBox;
  wrongFactors: Limiter;
  hasPassword: (userId: string) => Promise<boolean>;
  security: SecurityLog;
  readUser: (userId: string) => Promise<{ email: string; displayName: string }>;
  now: () => number;
}

/** Creates the service for the factors of accounts. */
export function createSecondFactorService(
  options: SecondFactorServiceOptions,
): SecondFactorService {
  const { factors, passkeys, recovery, stepUp, box, security, now } = options;
  return {
    async read(userId) {
      const [stored, known, proofMethods, hasPassword] = await Promise.all([
        factors.findById(userId).lean(),
        passkeysOf(passkeys, userId),
        stepUp.methodsOf(userId),
        options.hasPassword(userId),
      ]);
      const hasTotp = stored?.totp !== undefined;
      return {
        totp: hasTotp,
        passkeys: known.map(toPasskey),
        hasPassword,
        recoveryCodesLeft: hasTotp || known.length > 0 ? (stored?.recoveryCodes.length ?? 0) : 0,
        proofMethods,
      };
    },

    async startTotp(identity) {
      await stepUp.requireRecentProof(identity);
      const { userId } = identity;
      const { email, displayName } = await options.readUser(userId);
      const secret = newTotpSecret();
      const pending = { secret: box.seal(secret, userId), expiresAt: new Date(now() + SETUP_MS) };
      await factors.updateOne({ _id: toId(userId) }, { $set: { pending } }, { upsert: true });
      return { secret, uri: totpUri(secret, email || displayName) };
    },

    async confirmTotp(identity, code, trace) {
      await stepUp.requireRecentProof(identity);
      const { userId, sessionId } = identity;
      const pending = (await factors.findById(userId).lean())?.pending;
      if (pending === undefined || pending.expiresAt.getTime() <= now()) {
        throw new AppError('CHALLENGE_EXPIRED');
      }
      const lastStep = await options.wrongFactors.attempt(userId, async () =>
        stepOfCode(box.open(pending.secret, userId), code, now()),
      );
      if (lastStep === null) throw new AppError('PROOF_REFUSED');
      const wasOn = await recovery.isOn(userId);
      await factors.updateOne(
        { _id: toId(userId) },
        { $set: { totp: { secret: pending.secret, lastStep } }, $unset: { pending: '' } },
      );
      security.note('second factor added', { userId, sessionId, ...trace, reason: 'totp' });
      return wasOn ? {} : { recoveryCodes: await recovery.replaceCodes(userId) };
    },

    async removeTotp(identity, trace) {
      await stepUp.requireRecentProof(identity);
      const { userId, sessionId } = identity;
      const { modifiedCount } = await factors.updateOne(
        { _id: toId(userId), 'totp.secret': { $exists: true } },
        { $unset: { totp: '' } },
      );
      if (modifiedCount === 0) throw new AppError('NOT_FOUND');
      security.note('second factor removed', { userId, sessionId, ...trace, reason: 'totp' });
      await recovery.afterRemoval(userId);
    },

    async renewRecoveryCodes(identity, trace) {
      await stepUp.requireRecentProof(identity);
      const { userId, sessionId } = identity;
      if (!(await recovery.isOn(userId))) throw new AppError('NOT_FOUND');
      security.note('recovery codes replaced', { userId, sessionId, ...trace });
      return recovery.replaceCodes(userId);
    },

    async reset(userId) {
      await passkeys.deleteMany({ userId: toId(userId) });
      await factors.deleteOne({ _id: toId(userId) });
      security.note('second factor removed', { userId, reason: 'reset by the operator' });
    },
  };
}
