import {
  MAX_PASSKEYS,
  type NewPasskey,
  type Passkey,
  type SecondFactor,
} from '@parley/shared/second-factor';
import { isDuplicateKey } from '../platform/conflicts';
import { AppError } from '../platform/errors';
import type { Identity } from '../platform/http';
import { newId, toId } from '../platform/ids';
import type { Limiter } from '../platform/rate-limit';
import type { SecurityLog, Trace } from '../platform/security-log';
import type { Challenges } from './challenges';
import type { PasskeyDocument, PasskeyModel } from './passkey.model';
import { hashRecoveryCode, newRecoveryCodes } from './recovery-codes';
import type { SecretBox } from './secret-box';
import type { SecondFactorModel } from './second-factor.model';
import type { Site } from './site';
import type { StepUp } from './step-up';
import { newTotpSecret, stepOfCode, totpUri } from './totp';
import { newPasskeyOptions, verifyNewPasskey } from './webauthn';

/** How long a new secret may wait for its first code. */
const SETUP_MS = 30 * 60_000;

/** Codes that were made because this is the first factor of the account. */
interface FirstCodes {
  recoveryCodes?: string[];
}

/** The factors of a user. Every change requires a recent proof. */
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
  /** @throws {AppError} STEP_UP_REQUIRED or TOO_MANY_PASSKEYS */
  passkeyOptions(identity: Identity, site: Site): ReturnType<typeof newPasskeyOptions>;
  /** @throws {AppError} STEP_UP_REQUIRED, PROOF_REFUSED, CHALLENGE_EXPIRED or TOO_MANY_PASSKEYS */
  addPasskey(
    identity: Identity,
    input: { name: string; passkey: NewPasskey },
    site: Site,
    trace: Trace,
  ): Promise<FirstCodes & { passkey: Passkey }>;
  /** @throws {AppError} STEP_UP_REQUIRED or NOT_FOUND */
  removePasskey(identity: Identity, id: string, trace: Trace): Promise<void>;
  /** Removes all factors of a user who has lost them; the operator has checked who asks. */
  reset(userId: string): Promise<void>;
}

export interface SecondFactorServiceOptions {
  factors: SecondFactorModel;
  passkeys: PasskeyModel;
  challenges: Challenges;
  stepUp: StepUp;
  box: SecretBox;
  /** Key of the hashes of recovery codes. */
  codeKey: Buffer;
  wrongFactors: Limiter;
  security: SecurityLog;
  readUser: (userId: string) => Promise<{ email: string; displayName: string }>;
  now: () => number;
}

/** Creates the service for the factors of accounts. */
export function createSecondFactorService(
  options: SecondFactorServiceOptions,
): SecondFactorService {
  const { factors, passkeys, challenges, stepUp, box, codeKey, security, now } = options;

  const passkeysOf = (userId: string) =>
    passkeys
      .find({ userId: toId(userId) })
      .sort({ _id: 1 })
      .limit(MAX_PASSKEYS)
      .lean();

  async function isOn(userId: string): Promise<boolean> {
    const [stored, passkey] = await Promise.all([
      factors.findById(userId).lean(),
      passkeys.exists({ userId: toId(userId) }),
    ]);
    return stored?.totp !== undefined || passkey !== null;
  }

  async function replaceCodes(userId: string): Promise<string[]> {
    const codes = newRecoveryCodes();
    const recoveryCodes = codes.map((code) => hashRecoveryCode(codeKey, userId, code));
    await factors.updateOne({ _id: toId(userId) }, { $set: { recoveryCodes } }, { upsert: true });
    return codes;
  }

  /** Deletes what is left of the second factor after its last part is gone. */
  async function afterRemoval(userId: string): Promise<void> {
    if (!(await isOn(userId))) await factors.deleteOne({ _id: toId(userId) });
  }

  return {
    async read(userId) {
      const [stored, known, proofMethods] = await Promise.all([
        factors.findById(userId).lean(),
        passkeysOf(userId),
        stepUp.methodsOf(userId),
      ]);
      const hasTotp = stored?.totp !== undefined;
      return {
        totp: hasTotp,
        passkeys: known.map(toPasskey),
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
      const wasOn = await isOn(userId);
      await factors.updateOne(
        { _id: toId(userId) },
        { $set: { totp: { secret: pending.secret, lastStep } }, $unset: { pending: '' } },
      );
      security.note('second factor added', { userId, sessionId, ...trace, reason: 'totp' });
      return wasOn ? {} : { recoveryCodes: await replaceCodes(userId) };
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
      await afterRemoval(userId);
    },

    async renewRecoveryCodes(identity, trace) {
      await stepUp.requireRecentProof(identity);
      const { userId, sessionId } = identity;
      if (!(await isOn(userId))) throw new AppError('NOT_FOUND');
      security.note('recovery codes replaced', { userId, sessionId, ...trace });
      return replaceCodes(userId);
    },

    async passkeyOptions(identity, site) {
      await stepUp.requireRecentProof(identity);
      const { userId, sessionId } = identity;
      const known = await passkeysOf(userId);
      if (known.length >= MAX_PASSKEYS) throw new AppError('TOO_MANY_PASSKEYS');
      const { email, displayName } = await options.readUser(userId);
      const user = { id: userId, name: email || displayName, displayName };
      const webauthn = await newPasskeyOptions(site, user, known);
      await challenges.put('new passkey', sessionId, { userId, webauthn: webauthn.challenge });
      return webauthn;
    },

    async addPasskey(identity, { name, passkey }, site, trace) {
      await stepUp.requireRecentProof(identity);
      const { userId, sessionId } = identity;
      const { webauthn = '' } = await challenges.take('new passkey', sessionId);
      const credential = await verifyNewPasskey(site, webauthn, passkey);
      if (credential === null) throw new AppError('PROOF_REFUSED');
      if ((await passkeysOf(userId)).length >= MAX_PASSKEYS) {
        throw new AppError('TOO_MANY_PASSKEYS');
      }
      const wasOn = await isOn(userId);
      const document: PasskeyDocument = {
        _id: newId(),
        userId: toId(userId),
        ...credential,
        name,
        createdAt: new Date(now()),
        lastUsedAt: null,
      };
      await passkeys.create(document).catch((error: unknown) => {
        throw isDuplicateKey(error) ? new AppError('PROOF_REFUSED', { cause: error }) : error;
      });
      security.note('second factor added', { userId, sessionId, ...trace, reason: 'passkey' });
      return {
        passkey: toPasskey(document),
        ...(!wasOn && { recoveryCodes: await replaceCodes(userId) }),
      };
    },

    async removePasskey(identity, id, trace) {
      await stepUp.requireRecentProof(identity);
      const { userId, sessionId } = identity;
      const { deletedCount } = await passkeys.deleteOne({ _id: toId(id), userId: toId(userId) });
      if (deletedCount === 0) throw new AppError('NOT_FOUND');
      security.note('second factor removed', { userId, sessionId, ...trace, reason: 'passkey' });
      await afterRemoval(userId);
    },

    async reset(userId) {
      await passkeys.deleteMany({ userId: toId(userId) });
      await factors.deleteOne({ _id: toId(userId) });
      security.note('second factor removed', { userId, reason: 'reset by the operator' });
    },
  };
}

const toPasskey = ({ _id, name, createdAt, lastUsedAt }: PasskeyDocument): Passkey => ({
  id: _id.toString(),
  name,
  createdAt: createdAt.toISOString(),
  lastUsedAt: lastUsedAt?.toISOString() ?? null,
});
