import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useSearchParams } from 'react-router';
import { useOpenidProvider } from '../../hooks/useOpenidProvider';
import { errorMessage } from '../../lib/error-messages';
import { CopyCode } from '../../ui/CopyCode';
import { FormProblem } from '../../ui/FormProblem';
import { useCreateProviderAccount } from './second-step-api';

/** Says how a visit to the sign-in provider ended, if the browser comes from there. */
export function ProviderNotice() {
  const [search] = useSearchParams();
  const provider = useOpenidProvider();
  const name = provider.data?.name ?? 'the sign-in provider';
  const problem = search.get('problem');
  if (search.get('openid') === 'link') return <LinkNotice name={name} />;
  if (problem === null) return null;
  const code = search.get('code') ?? '';
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', gap: 1 }}>
      <FormProblem text={sentence(problem, name)} />
      {/^[\w-]{8,36}$/.test(code) && (
        <Box>
          <CopyCode code={code} label="Copy the error code" size="small" color="inherit" />
        </Box>
      )}
    </Box>
  );
}

function LinkNotice({ name }: { name: string }) {
  const create = useCreateProviderAccount();
  return (
    <Alert severity="info" variant="outlined">
      <Box sx={{ display: 'flex', flexDirection: 'column', alignItems: 'flex-start', gap: 1 }}>
        There is already an account with your email address. Sign in to it once, and {name} is
        connected with it.
        <FormProblem text={create.error === null ? undefined : errorMessage(create.error)} />
        <Button
          size="small"
          color="inherit"
          variant="outlined"
          loading={create.isPending}
          onClick={() => create.mutate()}
        >
          It is not mine: use a new account
        </Button>
      </Box>
    </Alert>
  );
}

function sentence(problem: string, name: string): string {
  if (problem === 'unreachable') {
    return `${capital(name)} does not answer. Try again in a moment, or use your password.`;
  }
  if (problem === 'answer') {
    return `${capital(name)} sent an answer that Parley cannot accept. Try again, or tell the person who runs this server.`;
  }
  if (problem === 'denied')
    return `${capital(name)} did not sign you in. Try again, or use your password.`;
  if (problem === 'expired')
    return 'The sign-in took too long, or it was started in another window. Try again.';
  if (problem === 'refused') {
    return 'This account may not sign in. Ask the person who runs this server.';
  }
  return 'The sign-in failed on the server. Try again in a moment.';
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
