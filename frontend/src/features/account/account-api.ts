import { useMutation } from '@tanstack/react-query';
import { useDependencies } from '../../hooks/useDependencies';

export function useSignOut() {
  const { session } = useDependencies();
  return useMutation({ mutationFn: () => session.signOut() });
}
