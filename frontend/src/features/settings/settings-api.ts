import { accountDataEndpoints } from '@parley/shared/account-data';
import { userEndpoints } from '@parley/shared/auth';
import { useMutation } from '@tanstack/react-query';
import { useDependencies } from '../../hooks/useDependencies';

export function useChangeName() {
  const { api, session } = useDependencies();
  return useMutation({
    mutationFn: (displayName: string) =>
      api.call(userEndpoints.updateMe, { body: { displayName } }),
    onSuccess: ({ user }) => session.updateUser(user),
  });
}

/** Downloads everything that the server stores about the account. @returns a JSON file */
export function useExport() {
  const { api } = useDependencies();
  return useMutation({ mutationFn: () => api.call(accountDataEndpoints.exportMe, {}) });
}

/** Deletes the account in seven days. The server ends all its sessions at once. */
export function useDeleteAccount() {
  const { api } = useDependencies();
  return useMutation({
    mutationFn: (password: string) =>
      api.call(accountDataEndpoints.deleteMe, { body: { password } }),
  });
}
