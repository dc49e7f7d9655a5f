import { sessionEndpoints } from '@parley/shared/sessions';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { createLog } from '../../core/log';
import { useDependencies } from '../../hooks/useDependencies';
import { hasCode } from '../../lib/api-client-error';

const log = createLog('settings');

export const SESSIONS = ['sessions'] as const;

/** The user's sessions, the newest first. */
export function useSessions() {
  const { api } = useDependencies();
  return useQuery({
    queryKey: SESSIONS,
    queryFn: async ({ signal }) =>
      (await api.call(sessionEndpoints.listSessions, {}, { signal })).sessions,
  });
}

export function useEndSession() {
  const { api } = useDependencies();
  const refresh = useRefreshSessions();
  return useMutation({
    mutationFn: (id: string) =>
      api.call(sessionEndpoints.endSession, { params: { id } }).catch((error: unknown) => {
        if (!hasCode(error, 'NOT_FOUND')) throw error;
        // It has ended by itself, which has the same result.
        log.debug('the session had ended already', { error });
      }),
    onSuccess: refresh,
  });
}

export function useEndOtherSessions() {
  const { api } = useDependencies();
  const refresh = useRefreshSessions();
  return useMutation({
    mutationFn: () => api.call(sessionEndpoints.endOtherSessions, {}),
    onSuccess: refresh,
  });
}

function useRefreshSessions() {
  const queryClient = useQueryClient();
  return () => queryClient.invalidateQueries({ queryKey: SESSIONS });
}
