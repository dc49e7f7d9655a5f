import { zodResolver } from '@hookform/resolvers/zod';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { type RegisterInput, registerSchema } from '@parley/shared/auth';
import { useForm } from 'react-hook-form';
import { useSearchParams } from 'react-router';
import { useDocumentTitle } from '../../hooks/useDocumentTitle';
import { readNextPath, withNextPath } from '../../lib/next-path';
import { paths } from '../../lib/paths';
import { FormField } from '../../ui/FormField';
import { FormProblem } from '../../ui/FormProblem';
import { showFormErrors } from '../../ui/show-form-errors';
import { useRegister } from './auth-api';
import { AuthFrame } from './AuthFrame';
import { PasswordField } from './PasswordField';
import { reasonFor } from './reason';

export function RegisterPage() {
  useDocumentTitle('Create account');
  const [search] = useSearchParams();
  const next = readNextPath(search);
  const register = useRegister();
  const form = useForm<RegisterInput>({
    resolver: zodResolver(registerSchema),
    defaultValues: { email: '', displayName: '', password: '' },
  });
  const { errors } = form.formState;

  const submit = form.handleSubmit(async (input) => {
    await register.mutateAsync(input).catch((error: unknown) => {
      showFormErrors(form, error, ['email', 'displayName', 'password']);
    });
  });

  return (
    <AuthFrame
      title="Create account"
      reason={reasonFor(next)}
      other={{
        question: 'Already have an account?',
        link: 'Sign in',
        to: withNextPath(paths.login, next),
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
        <FormField
          label="Display name"
          autoComplete="name"
          helperText="What the others in a meeting see"
          registration={form.register('displayName')}
          problem={errors.displayName?.message}
        />
        <PasswordField
          autoComplete="new-password"
          helperText="At least 8 characters"
          registration={form.register('password')}
          problem={errors.password?.message}
        />
        <Button type="submit" variant="contained" size="large" loading={register.isPending}>
          Create account
        </Button>
      </Box>
    </AuthFrame>
  );
}
