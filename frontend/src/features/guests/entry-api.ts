import { guestEndpoints } from '@parley/shared/guests';
import { useQuery } from '@tanstack/react-query';
import { useDependencies } from '../../hooks/useDependencies';

/**
 * How a room may be entered, for visitors who are not signed in. It is asked once: a setting that
 * changes during a call must not end the call of a guest.
 */
export function useEntry(code: string) {
  const { api } = useDependencies();
  return useQuery({
    queryKey: ['entry', code],
    queryFn: ({ signal }) => api.call(guestEndpoints.readEntry, { params: { code } }, { signal }),
    staleTime: Infinity,
    gcTime: 0,
    retry: 1,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
}
