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
