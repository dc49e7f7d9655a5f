import { zodResolver } from '@hookform/resolvers/zod';
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { emailSchema, type User } from '@parley/shared/auth';
import { useSnackbar } from 'notistack';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { useAuthOptions } from '../../hooks/useAuthOptions';
import { useStepUp } from '../../hooks/useStepUp';
import { hasCode } from '../../lib/api-client-error';
import { errorMessage } from '../../lib/error-messages';
import { FormField } from '../../ui/FormField';
import { PasswordField } from '../../ui/PasswordField';
import { showFormErrors } from '../../ui/show-form-errors';
import { useSecondFactor } from './second-factor-api';
import { useChangeEmail, useSendVerification } from './settings-api';
import { SettingsForm } from './SettingsForm';
import { SettingsSection } from './SettingsSection';

/** Users who came by a sign-in provider have no password yet. */
const schemaFor = (hasPassword: boolean) =>
  z.strictObject({
    email: emailSchema,
    password: z.string().min(hasPassword ? 1 : 0, 'Must not be empty'),
  });
const empty = { email: '', password: '' };

/** The email address and its verification. */
export function EmailSection({ user }: { user: User }) {
  const hasMail = useAuthOptions()?.mail ?? false;
  return (
    <SettingsSection title="Email" hint="The address with which you sign in. Nobody else sees it.">
      <Typography sx={{ overflowWrap: 'anywhere' }}>
        {user.email === '' ? 'Your account has no email address.' : user.email}
        {hasMail && user.isEmailVerified === true && ' (verified)'}
      </Typography>
      {hasMail && user.email !== '' && user.isEmailVerified !== true && (
        <NotVerified email={user.email} />
      )}
      <ChangeEmail hasMail={hasMail} />
    </SettingsSection>
  );
}

function NotVerified({ email }: { email: string }) {
  const send = useSendVerification();
  const { enqueueSnackbar } = useSnackbar();
  const sendIt = () =>
    send.mutateAsync().then(
      () => enqueueSnackbar(`A link is on its way to ${email}.`),
      (error: unknown) => enqueueSnackbar(errorMessage(error), { variant: 'error' }),
    );
  return (
    <Alert
      severity="info"
      variant="outlined"
      sx={{ flexWrap: 'wrap' }}
      action={
        <Button size="small" color="inherit" loading={send.isPending} onClick={() => void sendIt()}>
          Send link
        </Button>
      }
    >
      This address is not verified. Without that, a forgotten password cannot be replaced for sure.
    </Alert>
  );
}

function ChangeEmail({ hasMail }: { hasMail: boolean }) {
  const [sentTo, setSentTo] = useState<string | null>(null);
  const change = useChangeEmail();
  const stepUp = useStepUp();
  const hasPassword = useSecondFactor().data?.hasPassword ?? true;
  const { enqueueSnackbar } = useSnackbar();
  const form = useForm({ resolver: zodResolver(schemaFor(hasPassword)), defaultValues: empty });
  const { errors } = form.formState;

  const submit = form.handleSubmit(async ({ email, password }) => {
    const input = { email, ...(hasPassword && { password }) };
    try {
      const done = await stepUp.run(() => change.mutateAsync(input));
      if (done === null) return;
      const { isSent } = done;
      form.reset(empty);
      setSentTo(isSent ? email : null);
      if (!isSent) enqueueSnackbar('Your email address has changed.');
    } catch (error) {
      if (hasCode(error, 'PROOF_REFUSED')) {
        const message = 'This is not your password';
        form.setError('password', { type: 'server', message }, { shouldFocus: true });
      } else showFormErrors(form, error, ['email', 'password']);
    }
  });

  return (
    <>
      {sentTo !== null && (
        <Alert severity="success" variant="outlined" role="status">
          A link is on its way to {sentTo}. Your address changes when you follow it.
        </Alert>
      )}
      <SettingsForm
        action="Change email"
        busy={change.isPending}
        problem={errors.root?.message}
        onSubmit={submit}
      >
        <FormField
          label="New email"
          type="email"
          autoComplete="email"
          helperText={hasMail ? 'You get a link at this address' : undefined}
          registration={form.register('email')}
          problem={errors.email?.message}
        />
        {hasPassword && (
          <PasswordField
            label="Password"
            autoComplete="current-password"
            registration={form.register('password')}
            problem={errors.password?.message}
          />
        )}
      </SettingsForm>
      {stepUp.dialog}
    </>
  );
}
