import Button from '@mui/material/Button';
import type { SignInChallenge } from '@parley/shared/errors';
import { FactorForm } from '../../ui/FactorForm';
import { AuthPage } from './AuthPage';
import { useSecondStep } from './second-step-api';

interface SecondStepProps {
  challenge: SignInChallenge;
  onSignedIn: () => void;
  /** Back to the first step. */
  onRestart: () => void;
}

/** The second step of a sign-in, after a right password. */
export function SecondStep({ challenge, onSignedIn, onRestart }: SecondStepProps) {
  const step = useSecondStep(challenge.token);
  return (
    <AuthPage
      title="Confirm that it is you"
      text="The first step worked. Your account also asks for a second factor."
    >
      <FactorForm
        methods={challenge.methods}
        action="Sign in"
        passkeyOptions={step.passkeyOptions}
        onProof={(proof) => step.complete(proof).then(onSignedIn)}
      />
      <Button color="inherit" sx={{ alignSelf: 'flex-start' }} onClick={onRestart}>
        Start again
      </Button>
    </AuthPage>
  );
}
