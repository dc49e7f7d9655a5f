import { authEndpoints, type LoginInput, type RegisterInput } from '@parley/shared/auth';
import { useMutation } from '@tanstack/react-query';
import { useDependencies } from '../../hooks/useDependencies';

/** Signs in; all that shows who is signed in changes by itself. */
export function useLogin() {
  const { api, session } = useDependencies();
  return useMutation({
    mutationFn: (body: LoginInput) => api.call(authEndpoints.login, { body }),
    onSuccess: (response) => session.signIn(response),
  });
}

/** Creates an account and signs in with it. */
export function useRegister() {
  const { api, session } = useDependencies();
  return useMutation({
    mutationFn: (body: RegisterInput) => api.call(authEndpoints.register, { body }),
    onSuccess: (response) => session.signIn(response),
  });
}
