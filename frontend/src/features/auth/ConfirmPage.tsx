import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import type { AccountLink } from '@parley/shared/account';
import { useForm } from 'react-hook-form';
import { Link as RouterLink, useNavigate } from 'react-router';
import { useUser } from '../../hooks/useSession';
import { hasCode } from '../../lib/api-client-error';
import { errorMessage } from '../../lib/error-messages';
import { takeNext } from '../../lib/next-path';
import { paths } from '../../lib/paths';
import { FormProblem } from '../../ui/FormProblem';
import { PageSkeleton } from '../../ui/PageSkeleton';
import { PasswordField } from '../../ui/PasswordField';
import { showFormErrors } from '../../ui/show-form-errors';
import { AuthForm } from './AuthForm';
import { AuthPage } from './AuthPage';
import { useAccountLink, useCompleteRegistration, useLinkToken, useVerifyEmail } from './link-api';
import { LinkProblem } from './LinkProblem';

/** `/confirm#TOKEN`: completes a registration, or proves an email address. */
export function ConfirmPage() {
  const token = useLinkToken();
  const link = useAccountLink(token);
  const user = useUser();
  if (link.isPending) return <PageSkeleton />;
  if (link.data === undefined || link.data.kind === 'reset') {
    const again =
      user === null
        ? { to: paths.login, label: 'Sign in' }
        : { to: paths.settings, label: 'Open settings' };
    return <LinkProblem error={link.error} again={again} onRetry={() => void link.refetch()} />;
  }
  const Step = link.data.kind === 'registration' ? CompleteRegistration : VerifyEmail;
  return <Step token={token} link={link.data} />;
}

interface StepProps {
  token: string;
  link: AccountLink;
}

/** A button, because programs that check emails open their links. */
function CompleteRegistration({ token, link }: StepProps) {
  const complete = useCompleteRegistration();
  const navigate = useNavigate();
  const form = useForm({ defaultValues: { password: '' } });
  const { errors } = form.formState;
  const needsPassword = link.needsPassword === true;

  const submit = form.handleSubmit(async ({ password }) => {
    try {
      await complete.mutateAsync({ token, ...(needsPassword && { password }) });
      await navigate(takeNext(), { replace: true });
    } catch (error) {
      if (hasCode(error, 'PROOF_REFUSED')) {
        const message = 'This is not the password that you chose';
        form.setError('password', { type: 'server', message }, { shouldFocus: true });
      } else showFormErrors(form, error, ['password']);
    }
  });

  return (
    <AuthForm
      title="Finish creating your account"
      action="Create account"
      reason={`Your address ${link.email} is confirmed.`}
      other={null}
      busy={complete.isPending}
      problem={errors.root?.message}
      onSubmit={submit}
    >
      {needsPassword && (
        <PasswordField
          label="Password"
          autoComplete="current-password"
          helperText="The one that you chose when you registered"
          takesFocus
          registration={form.register('password', { required: 'Must not be empty' })}
          problem={errors.password?.message}
        />
      )}
    </AuthForm>
  );
}

function VerifyEmail({ token, link }: StepProps) {
  const verify = useVerifyEmail();
  const user = useUser();
  if (verify.isSuccess) {
    return (
      <AuthPage title="Address confirmed" focusTitle>
        <Typography sx={{ overflowWrap: 'anywhere' }}>
          Your account uses {link.email} from now on.
        </Typography>
        <Button
          component={RouterLink}
          to={user === null ? paths.login : paths.settings}
          variant="contained"
          size="large"
        >
          {user === null ? 'Sign in' : 'Back to settings'}
        </Button>
      </AuthPage>
    );
  }
  return (
    <AuthPage title="Confirm your email address">
      <FormProblem text={verify.isError ? errorMessage(verify.error) : undefined} />
      <Typography sx={{ overflowWrap: 'anywhere' }}>
        Your account will use <strong>{link.email}</strong>.
      </Typography>
      <Button
        variant="contained"
        size="large"
        loading={verify.isPending}
        onClick={() => verify.mutate(token)}
      >
        Confirm address
      </Button>
    </AuthPage>
  );
}
