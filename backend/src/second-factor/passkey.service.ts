import { MAX_PASSKEYS, type NewPasskey, type Passkey } from '@parley/shared/second-factor';
import { isDuplicateKey } from '../platform/conflicts';
import { AppError } from '../platform/errors';
import type { Identity } from '../platform/http';
import { newId, toId } from '../platform/ids';
import type { SecurityLog, Trace } from '../platform/security-log';
import type { Challenges } from './challenges';
import type { PasskeyDocument, PasskeyModel } from './passkey.model';
import type { FirstCodes, Recovery } from './recovery';
import type { Site } from './site';
import type { StepUp } from './step-up';
import { newPasskeyOptions, verifyNewPasskey } from './webauthn';

/** The passkeys of a user. Every change requires a recent proof. */
export interface PasskeyService {
  /** @throws {AppError} STEP_UP_REQUIRED or TOO_MANY_PASSKEYS */
  options(identity: Identity, site: Site): ReturnType<typeof newPasskeyOptions>;
  /** @throws {AppError} STEP_UP_REQUIRED, PROOF_REFUSED, CHALLENGE_EXPIRED or TOO_MANY_PASSKEYS */
  add(
    identity: Identity,
    input: { name: string; passkey: NewPasskey },
    site: Site,
    trace: Trace,
  ): Promise<FirstCodes & { passkey: Passkey }>;
  /** @throws {AppError} STEP_UP_REQUIRED or NOT_FOUND */
  remove(identity: Identity, id: string, trace: Trace): Promise<void>;
}

export interface PasskeyServiceOptions {
  passkeys: PasskeyModel;
  recovery: Recovery;
  challenges: Challenges;
  stepUp: StepUp;
  security: SecurityLog;
  readUser: (userId: string) => Promise<{ email: string; displayName: string }>;
  now: () => number;
}

/** Creates the service for passkeys. */
export function createPasskeyService(options: PasskeyServiceOptions): PasskeyService {
  const { passkeys, recovery, challenges, stepUp, security, now } = options;
  return {
    async options(identity, site) {
      await stepUp.requireRecentProof(identity);
      const { userId, sessionId } = identity;
      const known = await passkeysOf(passkeys, userId);
      if (known.length >= MAX_PASSKEYS) throw new AppError('TOO_MANY_PASSKEYS');
      const { email, displayName } = await options.readUser(userId);
      const user = { id: userId, name: email || displayName, displayName };
      const webauthn = await newPasskeyOptions(site, user, known);
      await challenges.put('new passkey', sessionId, { userId, webauthn: webauthn.challenge });
      return webauthn;
    },

    async add(identity, { name, passkey }, site, trace) {
      await stepUp.requireRecentProof(identity);
      const { userId, sessionId } = identity;
      const { webauthn = '' } = await challenges.take('new passkey', sessionId);
      const credential = await verifyNewPasskey(site, webauthn, passkey);
      if (credential === null) throw new AppError('PROOF_REFUSED');
      if ((await passkeysOf(passkeys, userId)).length >= MAX_PASSKEYS) {
        throw new AppError('TOO_MANY_PASSKEYS');
      }
      const wasOn = await recovery.isOn(userId);
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
        ...(!wasOn && { recoveryCodes: await recovery.replaceCodes(userId) }),
      };
    },

    async remove(identity, id, trace) {
      await stepUp.requireRecentProof(identity);
      const { userId, sessionId } = identity;
      const { deletedCount } = await passkeys.deleteOne({ _id: toId(id), userId: toId(userId) });
      if (deletedCount === 0) throw new AppError('NOT_FOUND');
      security.note('second factor removed', { userId, sessionId, ...trace, reason: 'passkey' });
      await recovery.afterRemoval(userId);
    },
  };
}

/** Returns the passkeys of a user, the oldest first. */
export const passkeysOf = (passkeys: PasskeyModel, userId: string): Promise<PasskeyDocument[]> =>
  passkeys
    .find({ userId: toId(userId) })
    .sort({ _id: 1 })
    .limit(MAX_PASSKEYS)
    .lean();

/** Returns a passkey as its user sees it. */
export const toPasskey = ({ _id, name, createdAt, lastUsedAt }: PasskeyDocument): Passkey => ({
  id: _id.toString(),
  name,
  createdAt: createdAt.toISOString(),
  lastUsedAt: lastUsedAt?.toISOString() ?? null,
});
