import {
  authEndpoints,
  type LoginInput,
  type RegisterInput,
  type SessionResponse,
} from '@parley/shared/auth';
import { useMutation } from '@tanstack/react-query';
import { useDependencies } from '../../hooks/useDependencies';

/** Starts the session of a response and checks whether the browser stored the refresh cookie. */
export function useSignIn() {
  const { session } = useDependencies();
  return (response: SessionResponse): void => {
    session.signIn(response);
    void session.checkCookie();
  };
}

/** Signs in. */
export function useLogin() {
  const { api } = useDependencies();
  const signIn = useSignIn();
  return useMutation({
    mutationFn: (body: LoginInput) => api.call(authEndpoints.login, { body }),
    onSuccess: signIn,
  });
}

/** Creates an account and signs in with it, or has a link sent that does so. */
export function useRegister() {
  const { api } = useDependencies();
  const signIn = useSignIn();
  return useMutation({
    mutationFn: (body: RegisterInput) => api.call(authEndpoints.register, { body }),
    onSuccess: (answer) => {
      if ('user' in answer) signIn(answer);
    },
  });
}
