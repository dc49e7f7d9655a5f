import type { FactorProof, PasskeyProof } from '@parley/shared/second-factor';
import type { SignInChallenge } from '@parley/shared/errors';
import { AppError } from '../platform/errors';
import type { Limiter } from '../platform/rate-limit';
import type { SecurityLog, Trace } from '../platform/security-log';
import { newOpaqueToken } from '../platform/opaque-token';
import type { Challenges } from './challenges';
import type { Factors } from './factors';
import type { PasskeyModel } from './passkey.model';
import type { Site } from './site';
import { passkeyProofOptions } from './webauthn';

/** The options for `navigator.credentials.get`. */
export type PasskeyOptions = Awaited<ReturnType<typeof passkeyProofOptions>>;

/** The second step of a sign-in, and the sign-in with a passkey alone. */
export interface SecondStep {
  /** Begins the second step after a right password; null if the user has no second factor. */
  begin(userId: string): Promise<SignInChallenge | null>;
  /** @throws {AppError} CHALLENGE_EXPIRED, or NOT_FOUND without a passkey for this site */
  passkeyOptions(challenge: string, site: Site): Promise<PasskeyOptions>;
  /**
   * Checks the second factor. @returns the user
   * @throws {AppError} PROOF_REFUSED, CHALLENGE_EXPIRED or RATE_LIMITED
   */
  complete(challenge: string, proof: FactorProof, site: Site, trace: Trace): Promise<string>;
  /** Begins a sign-in with a passkey alone. */
  beginWithPasskey(site: Site): Promise<{ challenge: string; options: PasskeyOptions }>;
  /** @returns the user @throws {AppError} PROOF_REFUSED or CHALLENGE_EXPIRED */
  completeWithPasskey(
    challenge: string,
    passkey: PasskeyProof,
    site: Site,
    trace: Trace,
  ): Promise<string>;
}

export interface SecondStepOptions {
  challenges: Challenges;
  factors: Factors;
  passkeys: PasskeyModel;
  /** Wrong codes, by account. */
  wrongFactors: Limiter;
  security: SecurityLog;
}

/** Creates the second step of sign-ins. */
export function createSecondStep(options: SecondStepOptions): SecondStep {
  const { challenges, factors, passkeys, wrongFactors, security } = options;
  return {
    async begin(userId) {
      const methods = await factors.methodsOf(userId);
      if (methods.length === 0) return null;
      const token = newOpaqueToken();
      await challenges.put('second step', token, { userId });
      return { token, methods };
    },

    async passkeyOptions(token, site) {
      const { userId } = await challenges.read('second step', token);
      const known = await passkeys.find({ userId, rpId: site.rpId }).lean();
      if (known.length === 0) throw new AppError('NOT_FOUND', { message: NO_PASSKEY_HERE });
      const webauthn = await passkeyProofOptions(site, known);
      await challenges.offer('second step', token, webauthn.challenge);
      return webauthn;
    },

    async complete(token, proof, site, trace) {
      const { userId: id } = await challenges.read('second step', token);
      const userId = String(id);
      const isRight = await wrongFactors.attempt(userId, async () => {
        const { webauthn } = await challenges.try('second step', token);
        return (await factors.isRight(userId, proof, { site, webauthn })) || null;
      });
      if (isRight === null) {
        security.note('second factor refused', { userId, ...trace, reason: proof.method });
        throw new AppError('PROOF_REFUSED');
      }
      await challenges.take('second step', token);
      if (proof.method === 'recovery') security.note('recovery code used', { userId, ...trace });
      return userId;
    },

    async beginWithPasskey(site) {
      const challenge = newOpaqueToken();
      const webauthn = await passkeyProofOptions(site, []);
      await challenges.put('passkey sign-in', challenge, { webauthn: webauthn.challenge });
      return { challenge, options: webauthn };
    },

    async completeWithPasskey(token, passkey, site, trace) {
      const { webauthn } = await challenges.take('passkey sign-in', token);
      const userId = await factors.ownerOf(passkey, { site, webauthn });
      if (userId === null) {
        security.note('second factor refused', { ...trace, reason: 'passkey' });
        throw new AppError('PROOF_REFUSED');
      }
      return userId;
    },
  };
}

const NO_PASSKEY_HERE = 'None of your passkeys belongs to this address. Use another way.';
