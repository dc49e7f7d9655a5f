import { apiKeyEndpoints, type CreateApiKey } from '@parley/shared/api-keys';
import { calendarEndpoints } from '@parley/shared/calendar';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { createLog } from '../../core/log';
import { useDependencies } from '../../hooks/useDependencies';
import { hasCode } from '../../lib/api-client-error';

const log = createLog('settings');

const API_KEYS = ['api-keys'] as const;
const CALENDAR = ['calendar'] as const;

/** The user's API keys, the oldest first. */
export function useApiKeys() {
  const { api } = useDependencies();
  return useQuery({
    queryKey: API_KEYS,
    queryFn: async ({ signal }) =>
      (await api.call(apiKeyEndpoints.listApiKeys, {}, { signal })).apiKeys,
  });
}

/** Creates an API key; the answer has its secret. */
export function useCreateApiKey() {
  const { api } = useDependencies();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (wanted: CreateApiKey) => api.call(apiKeyEndpoints.createApiKey, { body: wanted }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: API_KEYS }),
  });
}

export function useRevokeApiKey() {
  const { api } = useDependencies();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      api.call(apiKeyEndpoints.revokeApiKey, { params: { id } }).catch((error: unknown) => {
        if (!hasCode(error, 'NOT_FOUND')) throw error;
        // Another tab has revoked it, which has the same result.
        log.debug('the API key was revoked already', { error });
      }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: API_KEYS }),
  });
}

/** The user's calendar feed, or null. */
export function useCalendarFeed() {
  const { api } = useDependencies();
  return useQuery({
    queryKey: CALENDAR,
    queryFn: async ({ signal }) =>
      (await api.call(calendarEndpoints.readCalendarFeed, {}, { signal })).feed,
  });
}

/** Turns the calendar feed on, or gives it a new address. The answer has the address. */
export function useCreateCalendarFeed() {
  const { api } = useDependencies();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => api.call(calendarEndpoints.createCalendarFeed, {}),
    onSuccess: ({ feed }) => queryClient.setQueryData(CALENDAR, feed),
  });
}

export function useRemoveCalendarFeed() {
  const { api } = useDependencies();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => api.call(calendarEndpoints.removeCalendarFeed, {}),
    onSuccess: () => queryClient.setQueryData(CALENDAR, null),
  });
}
