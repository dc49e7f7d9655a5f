import { zodResolver } from '@hookform/resolvers/zod';
import { type RegisterInput, registerSchema } from '@parley/shared/auth';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { useSearchParams } from 'react-router';
import { readNextPath, rememberNext, withNextPath } from '../../lib/next-path';
import { paths } from '../../lib/paths';
import { FormField } from '../../ui/FormField';
import { PasswordField } from '../../ui/PasswordField';
import { showFormErrors } from '../../ui/show-form-errors';
import { useRegister } from './auth-api';
import { AuthForm } from './AuthForm';
import { CheckEmail } from './CheckEmail';
import { OtherWays } from './OtherWays';
import { reasonFor } from './reason';

/** `/register` */
export function RegisterPage() {
  const [search] = useSearchParams();
  const next = readNextPath(search);
  const register = useRegister();
  const [sentTo, setSentTo] = useState<string | null>(null);
  const form = useForm<RegisterInput>({
    resolver: zodResolver(registerSchema),
    defaultValues: { email: '', displayName: '', password: '' },
  });
  const { errors } = form.formState;

  const submit = form.handleSubmit(async (input) => {
    try {
      const answer = await register.mutateAsync(input);
      if ('user' in answer) return;
      rememberNext(next);
      setSentTo(input.email);
    } catch (error) {
      showFormErrors(form, error, ['email', 'displayName', 'password']);
    }
  });

  if (sentTo !== null) {
    return (
      <CheckEmail
        email={sentTo}
        effect="Its link creates your account."
        onAgain={() => setSentTo(null)}
      />
    );
  }

  return (
    <AuthForm
      action="Create account"
      reason={reasonFor(next, search.get('why'))}
      other={{
        question: 'Already have an account?',
        link: 'Sign in',
        to: withNextPath(paths.login, next),
      }}
      busy={register.isPending}
      problem={errors.root?.message}
      onSubmit={submit}
      below={<OtherWays next={next} offersPasskeys={false} />}
    >
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
        helperText="Other participants see this name"
        registration={form.register('displayName')}
        problem={errors.displayName?.message}
      />
      <PasswordField
        autoComplete="new-password"
        helperText="At least 8 characters"
        registration={form.register('password')}
        problem={errors.password?.message}
      />
    </AuthForm>
  );
}
