import type { Limiter } from '../platform/rate-limit';
import type { SecurityLog } from '../platform/security-log';
import type { ChallengeModel } from './challenge.model';
import { createChallenges } from './challenges';
import { createFactors } from './factors';
import type { PasskeyModel } from './passkey.model';
import { createPasskeyService, type PasskeyService } from './passkey.service';
import type { ProofModel } from './proof.model';
import { createRecovery } from './recovery';
import { createSecretBox, deriveKey } from '../platform/secret-box';
import type { SecondFactorModel } from './second-factor.model';
import { createSecondFactorService, type SecondFactorService } from './second-factor.service';
import { createSecondStep, type SecondStep } from './second-step';
import { createStepUp, type StepUp, type StepUpOptions } from './step-up';

/** The parts of this domain. */
export interface SecondFactor {
  readonly service: SecondFactorService;
  readonly passkeys: PasskeyService;
  readonly secondStep: SecondStep;
  readonly stepUp: StepUp;
}

export interface SecondFactorOptions
  extends Pick<StepUpOptions, 'hasPassword' | 'isPasswordRight' | 'signedInAt'> {
  models: {
    challenges: ChallengeModel;
    secondFactors: SecondFactorModel;
    passkeys: PasskeyModel;
    proofs: ProofModel;
  };
  /** The keys of this domain are derived from it. */
  secret: string;
  /** Wrong codes and proofs, by account. */
  wrongFactors: Limiter;
  security: SecurityLog;
  readUser: (userId: string) => Promise<{ email: string; displayName: string }>;
  now: () => number;
}

/** Creates second factors, the second step of sign-ins, and the step-up. */
export function createSecondFactor(options: SecondFactorOptions): SecondFactor {
  const { models, now } = options;
  const { secondFactors, passkeys } = models;
  const codeKey = deriveKey(options.secret, 'recovery codes');
  const common = {
    ...options,
    passkeys,
    recovery: createRecovery(secondFactors, passkeys, codeKey),
    challenges: createChallenges(models.challenges, now),
    box: createSecretBox(deriveKey(options.secret, 'second factor')),
    codeKey,
  };
  const factors = createFactors({ ...common, factors: secondFactors });
  const stepUp = createStepUp({ ...common, factors, proofs: models.proofs });
  return {
    stepUp,
    secondStep: createSecondStep({ ...common, factors }),
    service: createSecondFactorService({ ...common, factors: secondFactors, stepUp }),
    passkeys: createPasskeyService({ ...common, stepUp }),
  };
}
