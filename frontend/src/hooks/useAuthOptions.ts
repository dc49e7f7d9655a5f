import { accountEndpoints, type AuthOptions } from '@parley/shared/account';
import { useQuery } from '@tanstack/react-query';
import { useDependencies } from './useDependencies';

/** What the server offers for signing in; undefined until it has answered. It rarely changes. */
export function useAuthOptions(): AuthOptions | undefined {
  const { api } = useDependencies();
  return useQuery({
    queryKey: ['auth-options'],
    queryFn: ({ signal }) => api.call(accountEndpoints.readAuthOptions, {}, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  }).data;
}
