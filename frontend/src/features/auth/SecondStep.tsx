import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import type { SignInChallenge } from '@parley/shared/errors';
import { FactorForm } from '../../ui/FactorForm';
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
    <Box
      sx={{
        width: '100%',
        maxWidth: 400,
        marginInline: 'auto',
        marginBlock: { xs: 0, sm: 4 },
        display: 'flex',
        flexDirection: 'column',
        gap: 3,
      }}
    >
      <Box>
        <Typography variant="h1">Confirm that it is you</Typography>
        <Typography sx={{ color: 'text.secondary', marginTop: 1 }}>
          The first step worked. Your account also asks for a second factor.
        </Typography>
      </Box>
      <FactorForm
        methods={challenge.methods}
        action="Sign in"
        passkeyOptions={step.passkeyOptions}
        onProof={(proof) => step.complete(proof).then(onSignedIn)}
      />
      <Button color="inherit" sx={{ alignSelf: 'flex-start' }} onClick={onRestart}>
        Start again
      </Button>
    </Box>
  );
}
