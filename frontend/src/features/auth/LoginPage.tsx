import { zodResolver } from '@hookform/resolvers/zod';
import Link from '@mui/material/Link';
import { type LoginInput, loginSchema } from '@parley/shared/auth';
import { useForm } from 'react-hook-form';
import { useState } from 'react';
import { Link as RouterLink, useLocation, useSearchParams } from 'react-router';
import { readNextPath, withNextPath } from '../../lib/next-path';
import { paths } from '../../lib/paths';
import { ApiClientError } from '../../lib/api-client-error';
import { FormField } from '../../ui/FormField';
import { PasswordField } from '../../ui/PasswordField';
import { showFormErrors } from '../../ui/show-form-errors';
import { useLogin } from './auth-api';
import { AuthForm } from './AuthForm';
import { challengeIn } from './challenge-in';
import { OtherWays } from './OtherWays';
import { ProviderNotice } from './ProviderNotice';
import { reasonFor } from './reason';
import { useLinkProvider } from './second-step-api';
import { SecondStep } from './SecondStep';

/** `/login` */
export function LoginPage() {
  const [search] = useSearchParams();
  const next = readNextPath(search);
  const login = useLogin();
  const link = useLinkProvider();
  const { hash } = useLocation();
  const [challenge, setChallenge] = useState(() => challengeIn(hash));
  const form = useForm<LoginInput>({
    resolver: zodResolver(loginSchema),
    defaultValues: { email: '', password: '' },
  });
  const { errors } = form.formState;

  const afterSignIn = () => {
    if (search.get('openid') === 'link') void link();
  };

  const submit = form.handleSubmit(async (input) => {
    try {
      await login.mutateAsync(input);
      afterSignIn();
    } catch (error) {
      if (error instanceof ApiClientError && error.challenge) setChallenge(error.challenge);
      else showFormErrors(form, error, ['email', 'password']);
    }
  });

  if (challenge !== null) {
    return (
      <SecondStep
        challenge={challenge}
        onSignedIn={afterSignIn}
        onRestart={() => setChallenge(null)}
      />
    );
  }
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
      below={<OtherWays next={next} offersPasskeys />}
    >
      <ProviderNotice />
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
