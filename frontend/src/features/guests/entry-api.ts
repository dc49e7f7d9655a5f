import { guestEndpoints } from '@parley/shared/guests';
import { useQuery } from '@tanstack/react-query';
import { useDependencies } from '../../hooks/useDependencies';

/** How a room may be entered, for visitors who are not signed in. */
export function useEntry(code: string) {
  const { api } = useDependencies();
  return useQuery({
    queryKey: ['entry', code],
    queryFn: ({ signal }) => api.call(guestEndpoints.readEntry, { params: { code } }, { signal }),
  });
}
