import { zodResolver } from '@hookform/resolvers/zod';
import Typography from '@mui/material/Typography';
import { emailSchema } from '@parley/shared/auth';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { useAuthOptions } from '../../hooks/useAuthOptions';
import { paths } from '../../lib/paths';
import { FormField } from '../../ui/FormField';
import { PageSkeleton } from '../../ui/PageSkeleton';
import { showFormErrors } from '../../ui/show-form-errors';
import { AuthForm } from './AuthForm';
import { AuthPage } from './AuthPage';
import { CheckEmail } from './CheckEmail';
import { useRequestReset } from './link-api';

const schema = z.strictObject({ email: emailSchema });

/** `/forgot-password`: sends a link for a new password. */
export function ForgotPasswordPage() {
  const options = useAuthOptions();
  if (options === undefined) return <PageSkeleton />;
  return options.mail ? <ResetForm /> : <NoMail />;
}

function ResetForm() {
  const [sentTo, setSentTo] = useState<string | null>(null);
  const request = useRequestReset();
  const form = useForm({ resolver: zodResolver(schema), defaultValues: { email: '' } });
  const { errors } = form.formState;

  const submit = form.handleSubmit(async (input) => {
    try {
      await request.mutateAsync(input);
      setSentTo(input.email);
    } catch (error) {
      showFormErrors(form, error, ['email']);
    }
  });

  if (sentTo !== null) {
    return (
      <CheckEmail
        email={sentTo}
        effect="Its link lets you choose a new password, once, within 30 minutes."
        onAgain={() => setSentTo(null)}
      />
    );
  }
  return (
    <AuthForm
      title="Forgot password"
      action="Send link"
      reason="Enter the address of your account. You get a link for a new password."
      other={{ question: 'Remembered it?', link: 'Sign in', to: paths.login }}
      busy={request.isPending}
      problem={errors.root?.message}
      onSubmit={submit}
    >
      <FormField
        label="Email"
        type="email"
        autoComplete="username"
        takesFocus
        registration={form.register('email')}
        problem={errors.email?.message}
      />
    </AuthForm>
  );
}

function NoMail() {
  return (
    <AuthPage title="Forgot password">
      <Typography>
        This server sends no email. The person who runs it can give you a link for a new password.
      </Typography>
    </AuthPage>
  );
}
