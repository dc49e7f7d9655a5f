import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Divider from '@mui/material/Divider';
import { useOpenidProvider, useVisitProvider } from '../../hooks/useOpenidProvider';
import { ApiClientError } from '../../lib/api-client-error';
import { proofMessage } from '../../lib/factor-proof';
import { hasPasskeys } from '../../lib/passkeys';
import { CopyCode } from '../../ui/CopyCode';
import { FormProblem } from '../../ui/FormProblem';
import { usePasskeySignIn } from './second-step-api';

interface OtherWaysProps {
  /** The page to open after signing in. */
  next: string;
  /** Whether to offer passkeys, which exist only for accounts. */
  offersPasskeys: boolean;
}

/** Ways to sign in without a password. Empty if the browser and the server have none. */
export function OtherWays({ next, offersPasskeys }: OtherWaysProps) {
  const provider = useOpenidProvider();
  const visit = useVisitProvider('sign-in');
  const passkey = usePasskeySignIn();
  const showsPasskeys = offersPasskeys && hasPasskeys();
  const name = provider.data?.name;
  if (!showsPasskeys && name === undefined) return null;
  const { error } = visit;
  const requestId = error instanceof ApiClientError ? error.requestId : undefined;
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', gap: 2 }}>
      <Divider sx={{ color: 'text.secondary' }}>or</Divider>
      <FormProblem text={error === null ? undefined : proofMessage(error, 'password')} />
      {requestId !== undefined && (
        <CopyCode code={requestId} label="Copy the error code" size="small" color="inherit" />
      )}
      {name !== undefined && (
        <Button
          variant="outlined"
          size="large"
          loading={visit.isPending}
          onClick={() => visit.mutate(next)}
        >
          Sign in with {name}
        </Button>
      )}
      <FormProblem
        text={passkey.error === null ? undefined : proofMessage(passkey.error, 'passkey')}
      />
      {showsPasskeys && (
        <Button
          variant="outlined"
          size="large"
          loading={passkey.isPending}
          onClick={() => passkey.mutate()}
        >
          Sign in with a passkey
        </Button>
      )}
    </Box>
  );
}
