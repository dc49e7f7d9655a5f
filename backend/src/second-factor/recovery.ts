import { toId } from '../platform/ids';
import type { PasskeyModel } from './passkey.model';
import { hashRecoveryCode, newRecoveryCodes } from './recovery-codes';
import type { SecondFactorModel } from './second-factor.model';

/** Codes that were made because this is the first factor of the account. */
export interface FirstCodes {
  recoveryCodes?: string[];
}

/** Recovery codes exist while the user has a second factor. */
export interface Recovery {
  /** Whether a user has a second factor. */
  isOn(userId: string): Promise<boolean>;
  /** Replaces the recovery codes of a user with ten new ones. */
  replaceCodes(userId: string): Promise<string[]>;
  /** Deletes what is left of the second factor after its last part is gone. */
  afterRemoval(userId: string): Promise<void>;
}

/** Creates the recovery. @param codeKey key of the hashes of recovery codes */
export function createRecovery(
  factors: SecondFactorModel,
  passkeys: PasskeyModel,
  codeKey: Buffer,
): Recovery {
  async function isOn(userId: string): Promise<boolean> {
    const [stored, passkey] = await Promise.all([
      factors.findById(userId).lean(),
      passkeys.exists({ userId: toId(userId) }),
    ]);
    return stored?.totp !== undefined || passkey !== null;
  }
  return {
    isOn,
    async replaceCodes(userId) {
      const codes = newRecoveryCodes();
      const recoveryCodes = codes.map((code) => hashRecoveryCode(codeKey, userId, code));
      await factors.updateOne({ _id: toId(userId) }, { $set: { recoveryCodes } }, { upsert: true });
      return codes;
    },
    async afterRemoval(userId) {
      if (!(await isOn(userId))) await factors.deleteOne({ _id: toId(userId) });
    },
  };
}
