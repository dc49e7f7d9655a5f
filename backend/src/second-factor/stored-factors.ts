import type { ExportLists } from '@parley/shared/account-data';
import { toId } from '../platform/ids';
import type { ChallengeModel } from './challenge.model';
import type { PasskeyModel } from './passkey.model';
import type { SecondFactorModel } from './second-factor.model';

export interface StoredFactorsOptions {
  challenges: ChallengeModel;
  passkeys: PasskeyModel;
  secondFactors: SecondFactorModel;
}

/** Reads and erases what this domain stores about an account. */
export function createStoredFactors(models: StoredFactorsOptions) {
  return {
    /** The factors without their secrets. */
    async *factorsOf(userId: string): AsyncGenerator<ExportLists['secondFactors'][number]> {
      const factor = await models.secondFactors.findById(userId).lean();
      if (factor?.totp !== undefined) yield { kind: 'authenticator app' };
      if (factor !== null && factor.recoveryCodes.length > 0) {
        yield { kind: 'recovery codes', left: factor.recoveryCodes.length };
      }
      for (const { name, createdAt, lastUsedAt } of await models.passkeys.find({ userId }).lean()) {
        yield {
          kind: 'passkey',
          name,
          createdAt: createdAt.toISOString(),
          lastUsedAt: lastUsedAt?.toISOString() ?? null,
        };
      }
    },

    /** Proofs belong to sessions, which name no account once they have ended. */
    async erase(userId: string): Promise<void> {
      const user = toId(userId);
      await models.challenges.deleteMany({ userId: user });
      await models.passkeys.deleteMany({ userId: user });
      await models.secondFactors.deleteOne({ _id: user });
    },
  };
}
