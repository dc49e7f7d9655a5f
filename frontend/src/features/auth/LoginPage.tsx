import { zodResolver } from '@hookform/resolvers/zod';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { type LoginInput, loginSchema } from '@parley/shared/auth';
import { useForm } from 'react-hook-form';
import { useSearchParams } from 'react-router';
import { useDocumentTitle } from '../../hooks/useDocumentTitle';
import { readNextPath, withNextPath } from '../../lib/next-path';
import { paths } from '../../lib/paths';
import { FormField } from '../../ui/FormField';
import { FormProblem } from '../../ui/FormProblem';
import { showFormErrors } from '../../ui/show-form-errors';
import { useLogin } from './auth-api';
import { AuthFrame } from './AuthFrame';
import { PasswordField } from './PasswordField';
import { reasonFor } from './reason';

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
    <AuthFrame
      title="Sign in"
      reason={reasonFor(next)}
      other={{
        question: 'New here?',
        link: 'Create account',
        to: withNextPath(paths.register, next),
      }}
    >
      <Box
        component="form"
        noValidate
        onSubmit={(event) => void submit(event)}
        sx={{ display: 'flex', flexDirection: 'column', gap: 2.5 }}
      >
        <FormProblem text={errors.root?.message} />
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
        <Button type="submit" variant="contained" size="large" loading={login.isPending}>
          Sign in
        </Button>
      </Box>
    </AuthFrame>
  );
}
