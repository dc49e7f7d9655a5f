import { openidEndpoints } from '@parley/shared/openid';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useDependencies } from './useDependencies';

/** The sign-in provider of this server, or null. */
export function useOpenidProvider() {
  const { api } = useDependencies();
  return useQuery({
    queryKey: ['openid'],
    queryFn: () => api.call(openidEndpoints.readOpenidProvider, {}),
    select: ({ provider }) => provider,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
}

/** Leaves for the provider, to sign in or to prove who the user is. The browser comes back to `next`. */
export function useVisitProvider(purpose: 'sign-in' | 'proof') {
  const { api, session } = useDependencies();
  const { startOpenid, startOpenidProof } = openidEndpoints;
  return useMutation({
    mutationFn: (next: string) => {
      const endpoint = purpose === 'sign-in' ? startOpenid : startOpenidProof;
      return api.call(endpoint, { body: { next } });
    },
    onSuccess: ({ url }) => {
      session.expectSignIn();
      location.assign(url);
    },
  });
}
