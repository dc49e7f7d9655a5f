import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogContentText from '@mui/material/DialogContentText';
import DialogTitle from '@mui/material/DialogTitle';
import { type Proof, secondFactorEndpoints } from '@parley/shared/second-factor';
import { type SubmitEvent, useId, useState } from 'react';
import { useForm } from 'react-hook-form';
import { useDependencies } from '../hooks/useDependencies';
import { useLayer } from '../hooks/useLayer';
import { useOpenidProvider, useVisitProvider } from '../hooks/useOpenidProvider';
import { proofMessage } from '../lib/factor-proof';
import { FactorForm } from './FactorForm';
import { FormProblem } from './FormProblem';
import { PasswordField } from './PasswordField';

interface StepUpDialogProps {
  /** The ways that the account has. */
  methods: readonly string[];
  onProved: () => void;
  onClose: () => void;
}

/** Asks the user to prove who they are, before an action that could harm the account. */
export function StepUpDialog({ methods, onProved, onClose }: StepUpDialogProps) {
  const { api } = useDependencies();
  const titleId = useId();
  useLayer(true, onClose);
  const prove = async (proof: Proof) => {
    await api.call(secondFactorEndpoints.prove, { body: { proof } });
    onProved();
  };
  return (
    <Dialog open onClose={onClose} maxWidth="xs" fullWidth aria-labelledby={titleId}>
      <DialogTitle id={titleId}>Confirm that it is you</DialogTitle>
      <DialogContent sx={{ display: 'flex', flexDirection: 'column', gap: 2.5 }}>
        <DialogContentText>
          This keeps your account safe if somebody else uses this device.
        </DialogContentText>
        {methods.includes('password') && <PasswordProof onProof={prove} />}
        {methods.includes('openid') && <ProviderProof />}
        {!methods.includes('password') && !methods.includes('openid') && (
          <FactorForm
            methods={methods}
            action="Confirm"
            passkeyOptions={async () =>
              (await api.call(secondFactorEndpoints.provePasskeyOptions, {})).options
            }
            onProof={prove}
          />
        )}
      </DialogContent>
      <DialogActions>
        <Button color="inherit" onClick={onClose}>
          Cancel
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function PasswordProof({ onProof }: { onProof: (proof: Proof) => Promise<void> }) {
  const form = useForm({ defaultValues: { password: '' } });
  const [busy, setBusy] = useState(false);
  const { errors } = form.formState;
  const submit = form.handleSubmit(async ({ password }) => {
    setBusy(true);
    try {
      await onProof({ method: 'password', password });
    } catch (error) {
      form.setError('password', { message: proofMessage(error, 'password') });
    }
    setBusy(false);
  });
  return (
    <form
      noValidate
      onSubmit={(event: SubmitEvent<HTMLFormElement>) => {
        event.stopPropagation();
        void submit(event);
      }}
      style={{ display: 'flex', flexDirection: 'column', gap: 20, paddingTop: 8 }}
    >
      <PasswordField
        takesFocus
        autoComplete="current-password"
        registration={form.register('password', { required: 'Enter your password' })}
        problem={errors.password?.message}
      />
      <Button type="submit" variant="contained" size="large" loading={busy}>
        Confirm
      </Button>
    </form>
  );
}

/** Accounts without a password and a second factor. The browser leaves this page and comes back. */
function ProviderProof() {
  const provider = useOpenidProvider();
  const visit = useVisitProvider('proof');
  const problem = visit.error === null ? undefined : proofMessage(visit.error, 'password');
  return (
    <>
      <FormProblem text={problem} />
      <DialogContentText>
        Sign in with {provider.data?.name ?? 'your provider'} again. You come back to this page;
        then repeat what you were doing.
      </DialogContentText>
      <Button
        variant="contained"
        size="large"
        loading={visit.isPending}
        onClick={() => visit.mutate(`${location.pathname}${location.search}`)}
      >
        Go to {provider.data?.name ?? 'your provider'}
      </Button>
    </>
  );
}
