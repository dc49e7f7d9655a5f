import { zodResolver } from '@hookform/resolvers/zod';
import { passwordSchema } from '@parley/shared/auth';
import { useSnackbar } from 'notistack';
import { useForm } from 'react-hook-form';
import { useNavigate } from 'react-router';
import { z } from 'zod';
import { hasCode } from '../../lib/api-client-error';
import { paths } from '../../lib/paths';
import { PageSkeleton } from '../../ui/PageSkeleton';
import { PasswordField } from '../../ui/PasswordField';
import { showFormErrors } from '../../ui/show-form-errors';
import { AuthForm } from './AuthForm';
import { useAccountLink, useLinkToken, useResetPassword } from './link-api';
import { LinkProblem } from './LinkProblem';

const schema = z.strictObject({ password: passwordSchema });
const again = { to: paths.forgotPassword, label: 'Send another' };

/** `/reset-password#TOKEN`: sets a new password with the link of an email or of the operator. */
export function ResetPasswordPage() {
  const token = useLinkToken();
  const link = useAccountLink(token);
  const reset = useResetPassword();
  const navigate = useNavigate();
  const { enqueueSnackbar } = useSnackbar();
  const form = useForm({ resolver: zodResolver(schema), defaultValues: { password: '' } });
  const { errors } = form.formState;

  const submit = form.handleSubmit(async ({ password }) => {
    try {
      await reset.mutateAsync({ token, password });
      enqueueSnackbar('Your password has changed. Sign in with the new one.');
      await navigate(paths.login, { replace: true });
    } catch (error) {
      if (!hasCode(error, 'LINK_INVALID')) showFormErrors(form, error, ['password']);
    }
  });

  if (link.isPending) return <PageSkeleton />;
  const linkError = hasCode(reset.error, 'LINK_INVALID') ? reset.error : link.error;
  if (linkError !== null || link.data === undefined) {
    return <LinkProblem error={linkError} again={again} onRetry={() => void link.refetch()} />;
  }
  return (
    <AuthForm
      title="New password"
      action="Change password"
      reason={`For the account of ${link.data.email}. Changing it signs you out everywhere.`}
      other={null}
      busy={reset.isPending}
      problem={errors.root?.message}
      onSubmit={submit}
    >
      {/* Password managers need to know whose password this is. */}
      <input type="hidden" autoComplete="username" value={link.data.email} readOnly />
      <PasswordField
        label="New password"
        autoComplete="new-password"
        helperText="At least 8 characters"
        takesFocus
        registration={form.register('password')}
        problem={errors.password?.message}
      />
    </AuthForm>
  );
}
