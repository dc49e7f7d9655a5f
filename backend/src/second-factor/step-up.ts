import { PROOF_SECONDS, type Proof, type ProofMethod } from '@parley/shared/second-factor';
import { AppError } from '../platform/errors';
import { toId } from '../platform/ids';
import type { Identity } from '../platform/http';
import type { Limiter } from '../platform/rate-limit';
import type { SecurityLog, Trace } from '../platform/security-log';
import type { Challenges } from './challenges';
import type { Factors } from './factors';
import type { PasskeyModel } from './passkey.model';
import type { ProofModel } from './proof.model';
import type { PasskeyOptions } from './second-step';
import type { Site } from './site';
import { passkeyProofOptions } from './webauthn';

/** Asks a user for a proof of identity before a dangerous action (decision 054). */
export interface StepUp {
  /**
   * Makes sure that the user of this session has proved who they are within the last ten minutes; a
   * sign-in is a proof too.
   * @throws {AppError} STEP_UP_REQUIRED
   */
  requireRecentProof(identity: Identity): Promise<void>;
  /** The methods that count for this user: the second factor if there is one, else the password. */
  methodsOf(userId: string): Promise<ProofMethod[]>;
  /** @throws {AppError} PROOF_REFUSED, CHALLENGE_EXPIRED or RATE_LIMITED */
  prove(identity: Identity, proof: Proof, site: Site, trace: Trace): Promise<void>;
  /** Notes a proof that another domain has checked. */
  noteProof(sessionId: string): Promise<void>;
  passkeyOptions(identity: Identity, site: Site): Promise<PasskeyOptions>;
}

export interface StepUpOptions {
  proofs: ProofModel;
  passkeys: PasskeyModel;
  challenges: Challenges;
  factors: Factors;
  /** Wrong proofs, by account. Only the user's own sessions can use it up. */
  wrongFactors: Limiter;
  security: SecurityLog;
  hasPassword: (userId: string) => Promise<boolean>;
  isPasswordRight: (userId: string, password: string, address: string) => Promise<boolean>;
  /** When a session began, or null if it has ended. */
  signedInAt: (sessionId: string) => Promise<Date | null>;
  now: () => number;
}

/** Creates the step-up. */
export function createStepUp(options: StepUpOptions): StepUp {
  const { proofs, passkeys, challenges, factors, wrongFactors, security, now } = options;

  async function methodsOf(userId: string): Promise<ProofMethod[]> {
    const methods: ProofMethod[] = await factors.methodsOf(userId);
    if (methods.length > 0) return methods;
    return (await options.hasPassword(userId)) ? ['password'] : ['openid'];
  }

  async function isRight({ userId, sessionId }: Identity, proof: Proof, site: Site, trace: Trace) {
    if (proof.method === 'password') {
      return options.isPasswordRight(userId, proof.password, trace.address);
    }
    const webauthn =
      proof.method === 'passkey' ? (await challenges.take('proof', sessionId)).webauthn : undefined;
    return factors.isRight(userId, proof, { site, webauthn });
  }

  async function noteProof(sessionId: string): Promise<void> {
    const expiresAt = new Date(now() + PROOF_SECONDS * 1000);
    await proofs.updateOne({ _id: sessionId }, { $set: { expiresAt } }, { upsert: true });
  }

  return {
    methodsOf,
    noteProof,

    async requireRecentProof({ sessionId }) {
      const signedInAt = await options.signedInAt(sessionId);
      if (signedInAt !== null && signedInAt.getTime() + PROOF_SECONDS * 1000 > now()) return;
      const proof = await proofs.findById(sessionId).lean();
      if (proof !== null && proof.expiresAt.getTime() > now()) return;
      throw new AppError('STEP_UP_REQUIRED');
    },

    async prove(identity, proof, site, trace) {
      const { userId, sessionId } = identity;
      const facts = { userId, sessionId, ...trace, reason: proof.method };
      const isProved = await wrongFactors.attempt(userId, async () => {
        // With a second factor, a password that somebody has found out is not enough.
        if (!(await methodsOf(userId)).includes(proof.method)) return null;
        return (await isRight(identity, proof, site, trace)) || null;
      });
      if (isProved === null) {
        security.note('proof refused', facts);
        throw new AppError('PROOF_REFUSED');
      }
      security.note('identity proved', facts);
      await noteProof(sessionId);
    },

    async passkeyOptions({ userId, sessionId }, site) {
      const known = await passkeys.find({ userId: toId(userId), rpId: site.rpId }).lean();
      if (known.length === 0) throw new AppError('NOT_FOUND');
      const webauthn = await passkeyProofOptions(site, known);
      await challenges.put('proof', sessionId, { userId, webauthn: webauthn.challenge });
      return webauthn;
    },
  };
}
