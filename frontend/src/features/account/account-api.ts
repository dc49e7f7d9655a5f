import { accountDataEndpoints } from '@parley/shared/account-data';
import { useMutation } from '@tanstack/react-query';
import { useDependencies } from '../../hooks/useDependencies';

export function useSignOut() {
  const { session } = useDependencies();
  return useMutation({ mutationFn: () => session.signOut() });
}

/** Keeps an account that its user had deleted. */
export function useKeepAccount() {
  const { api, session } = useDependencies();
  return useMutation({
    mutationFn: () => api.call(accountDataEndpoints.keepMe, {}),
    onSuccess: ({ user }) => session.updateUser(user),
  });
}
