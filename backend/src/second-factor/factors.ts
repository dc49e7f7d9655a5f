import type { FactorProof, PasskeyProof } from '@parley/shared/second-factor';
import { toId } from '../platform/ids';
import type { PasskeyDocument, PasskeyModel } from './passkey.model';
import { hashRecoveryCode } from './recovery-codes';
import type { SecretBox } from '../platform/secret-box';
import type { SecondFactorModel } from './second-factor.model';
import type { Site } from './site';
import { stepOfCode } from './totp';
import { verifyPasskeyProof } from './webauthn';

/** The methods of a second factor. */
export type FactorMethod = FactorProof['method'];

/** What a proof with a passkey is compared with. */
export interface PasskeyCheck {
  site: Site;
  /** The challenge that was given out, if any. */
  webauthn: string | undefined;
}

export interface Factors {
  /** The methods that a user can use; empty without a second factor. */
  methodsOf(userId: string): Promise<FactorMethod[]>;
  /** Whether a proof is right. A right code is used up. */
  isRight(userId: string, proof: FactorProof, check: PasskeyCheck): Promise<boolean>;
  /** Returns the owner of a passkey that proves who its user is without another factor, or null. */
  ownerOf(passkey: PasskeyProof, check: PasskeyCheck): Promise<string | null>;
}

export interface FactorsOptions {
  factors: SecondFactorModel;
  passkeys: PasskeyModel;
  box: SecretBox;
  /** Key of the hashes of recovery codes. */
  codeKey: Buffer;
  now: () => number;
}

/** Creates the checks of codes and passkeys. */
export function createFactors(options: FactorsOptions): Factors {
  const { factors, passkeys, box, codeKey, now } = options;

  /** A code counts once: the step of the last one only goes up, atomically (RFC 6238, 5.2). */
  async function isTotpRight(userId: string, code: string): Promise<boolean> {
    const stored = await factors.findById(userId).lean();
    if (stored?.totp === undefined) return false;
    const step = stepOfCode(box.open(stored.totp.secret, userId), code, now());
    if (step === null) return false;
    const { modifiedCount } = await factors.updateOne(
      {
        _id: toId(userId),
        'totp.secret': stored.totp.secret,
        'totp.lastStep': { $lt: step },
      },
      { $set: { 'totp.lastStep': step } },
    );
    return modifiedCount === 1;
  }

  /** A code is removed as it is used, atomically. */
  async function isRecoveryRight(userId: string, code: string): Promise<boolean> {
    const hash = hashRecoveryCode(codeKey, userId, code);
    const { modifiedCount } = await factors.updateOne(
      { _id: toId(userId), recoveryCodes: hash },
      { $pull: { recoveryCodes: hash } },
    );
    return modifiedCount === 1;
  }

  async function isPasskeyRight(
    known: PasskeyDocument | null,
    proof: { passkey: PasskeyProof; mustVerifyUser: boolean },
    { site, webauthn }: PasskeyCheck,
  ): Promise<boolean> {
    if (known === null || webauthn === undefined) return false;
    const counter = await verifyPasskeyProof(site, webauthn, known, proof);
    if (counter === null) return false;
    await passkeys.updateOne(
      { _id: known._id },
      { $set: { counter, lastUsedAt: new Date(now()) } },
    );
    return true;
  }

  const methodsOf = async (userId: string): Promise<FactorMethod[]> => {
    const [stored, count] = await Promise.all([
      factors.findById(userId).lean(),
      passkeys.countDocuments({ userId: toId(userId) }),
    ]);
    const methods: FactorMethod[] = [];
    if (count > 0) methods.push('passkey');
    if (stored?.totp !== undefined) methods.push('totp');
    if (methods.length > 0 && (stored?.recoveryCodes.length ?? 0) > 0) methods.push('recovery');
    return methods;
  };

  return {
    methodsOf,
    async isRight(userId, proof, check) {
      if (!(await methodsOf(userId)).includes(proof.method)) return false;
      if (proof.method === 'totp') return isTotpRight(userId, proof.code);
      if (proof.method === 'recovery') return isRecoveryRight(userId, proof.code);
      const { passkey } = proof;
      const known = await passkeys
        .findOne({ credentialId: passkey.id, userId: toId(userId) })
        .lean();
      return isPasskeyRight(known, { passkey, mustVerifyUser: false }, check);
    },
    async ownerOf(passkey, check) {
      const known = await passkeys.findOne({ credentialId: passkey.id }).lean();
      const isRight = await isPasskeyRight(known, { passkey, mustVerifyUser: true }, check);
      return isRight && known !== null ? known.userId.toString() : null;
    },
  };
}
