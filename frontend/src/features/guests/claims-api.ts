import { type Claim, claimEndpoints } from '@parley/shared/guests';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useDependencies } from '../../hooks/useDependencies';
import { MEETINGS } from '../../lib/query-keys';

const CLAIMS = ['claims'] as const;

/** The guests of this browser whose meetings the account may claim; asked once for each page load. */
export function useClaims() {
  const { api } = useDependencies();
  return useQuery({
    queryKey: CLAIMS,
    queryFn: ({ signal }) => api.call(claimEndpoints.listClaims, {}, { signal }),
    staleTime: Infinity,
    retry: false,
  });
}

/** Adds the meetings of these guests to the account. */
export function useClaimMeetings() {
  const { api } = useDependencies();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (claims: readonly Claim[]) =>
      api.call(claimEndpoints.claimMeetings, { body: { ids: claims.map(({ id }) => id) } }),
    onSuccess: async () => {
      queries.setQueryData(CLAIMS, { claims: [] });
      await queries.invalidateQueries({ queryKey: MEETINGS });
    },
  });
}

/** Does not ask this account about these guests again. */
export function useDeclineClaims() {
  const { api } = useDependencies();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => api.call(claimEndpoints.declineClaims, {}),
    onSuccess: () => queries.setQueryData(CLAIMS, { claims: [] }),
  });
}
