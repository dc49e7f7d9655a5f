import { zodResolver } from '@hookform/resolvers/zod';
import Link from '@mui/material/Link';
import { type LoginInput, loginSchema } from '@parley/shared/auth';
import { useForm } from 'react-hook-form';
import { Link as RouterLink, useSearchParams } from 'react-router';
import { useDocumentTitle } from '../../hooks/useDocumentTitle';
import { readNextPath, withNextPath } from '../../lib/next-path';
import { paths } from '../../lib/paths';
import { FormField } from '../../ui/FormField';
import { PasswordField } from '../../ui/PasswordField';
import { showFormErrors } from '../../ui/show-form-errors';
import { useLogin } from './auth-api';
import { AuthForm } from './AuthForm';
import { reasonFor } from './reason';

/** `/login` */
export function LoginPage() {
  useDocumentTitle('Sign in');
  const [search] = useSearchParams();
  const next = readNextPath(search);
  const login = useLogin();
  const form = useForm<LoginInput>({
    resolver: zodResolver(loginSchema),
    defaultValues: { email: '', password: '' },
  });
  const { errors } = form.formState;

  const submit = form.handleSubmit(async (input) => {
    await login.mutateAsync(input).catch((error: unknown) => {
      showFormErrors(form, error, ['email', 'password']);
    });
  });

  return (
    <AuthForm
      action="Sign in"
      reason={reasonFor(next, search.get('why'))}
      other={{
        question: 'New here?',
        link: 'Create account',
        to: withNextPath(paths.register, next),
      }}
      busy={login.isPending}
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
      <PasswordField
        autoComplete="current-password"
        registration={form.register('password')}
        problem={errors.password?.message}
      />
      <Link component={RouterLink} to={paths.forgotPassword} sx={{ alignSelf: 'flex-start' }}>
        Forgot password?
      </Link>
    </AuthForm>
  );
}
