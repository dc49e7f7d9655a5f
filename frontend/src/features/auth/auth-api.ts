import {
  authEndpoints,
  type LoginInput,
  type RegisterInput,
  type SessionResponse,
} from '@parley/shared/auth';
import { useMutation } from '@tanstack/react-query';
import { useDependencies } from '../../hooks/useDependencies';

/** Takes over the answer to signing in, and finds out whether the browser keeps the cookie. */
function useSignIn() {
  const { session } = useDependencies();
  return (response: SessionResponse): void => {
    session.signIn(response);
    void session.checkCookie();
  };
}

/** Signs in; all that shows who is signed in changes by itself. */
export function useLogin() {
  const { api } = useDependencies();
  const signIn = useSignIn();
  return useMutation({
    mutationFn: (body: LoginInput) => api.call(authEndpoints.login, { body }),
    onSuccess: signIn,
  });
}

/** Creates an account and signs in with it. */
export function useRegister() {
  const { api } = useDependencies();
  const signIn = useSignIn();
  return useMutation({
    mutationFn: (body: RegisterInput) => api.call(authEndpoints.register, { body }),
    onSuccess: signIn,
  });
}
