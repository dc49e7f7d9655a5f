import { accountEndpoints } from '@parley/shared/account';
import { accountDataEndpoints } from '@parley/shared/account-data';
import { userEndpoints } from '@parley/shared/auth';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useDependencies } from '../../hooks/useDependencies';
import { SESSIONS } from './sessions-api';

export function useChangeName() {
  const { api, session } = useDependencies();
  return useMutation({
    mutationFn: (displayName: string) =>
      api.call(userEndpoints.updateMe, { body: { displayName } }),
    onSuccess: ({ user }) => session.updateUser(user),
  });
}

/** Changes the password, which ends all other sessions. */
export function useChangePassword() {
  const { api } = useDependencies();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: { currentPassword?: string; newPassword: string }) =>
      api.call(accountEndpoints.changePassword, { body }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: SESSIONS }),
  });
}

/** Changes the email address, or has a link sent to the new one. */
export function useChangeEmail() {
  const { api, session } = useDependencies();
  return useMutation({
    mutationFn: (body: { email: string; password?: string }) =>
      api.call(accountEndpoints.changeEmail, { body }),
    onSuccess: ({ user }) => session.updateUser(user),
  });
}

export function useSendVerification() {
  const { api } = useDependencies();
  return useMutation({ mutationFn: () => api.call(accountEndpoints.sendVerification, {}) });
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
    mutationFn: () => api.call(accountDataEndpoints.deleteMe, {}),
  });
}
