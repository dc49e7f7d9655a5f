import { webhookEndpoints, type WebhookEvent } from '@parley/shared/webhooks';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useDependencies } from '../../hooks/useDependencies';

const WEBHOOKS = ['webhooks'] as const;
const deliveriesKey = (id: string) => [...WEBHOOKS, id, 'deliveries'] as const;

/** How often the log is read again while a delivery waits. */
const WAITING_MS = 3_000;

/** The user's webhooks. */
export function useWebhooks() {
  const { api } = useDependencies();
  return useQuery({
    queryKey: WEBHOOKS,
    queryFn: async ({ signal }) =>
      (await api.call(webhookEndpoints.listWebhooks, {}, { signal })).webhooks,
  });
}

/** The deliveries of a webhook, latest first. */
export function useDeliveries(id: string) {
  const { api } = useDependencies();
  return useInfiniteQuery({
    queryKey: deliveriesKey(id),
    queryFn: ({ pageParam, signal }) => {
      const query = { limit: 10, ...(pageParam !== null && { cursor: pageParam }) };
      return api.call(webhookEndpoints.listDeliveries, { params: { id }, query }, { signal });
    },
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    refetchInterval: ({ state }) => {
      const [first] = state.data?.pages ?? [];
      return first?.deliveries.some((delivery) => delivery.state === 'waiting') === true
        ? WAITING_MS
        : false;
    },
  });
}

/** The changes of webhooks. Those with a secret may be refused with STEP_UP_REQUIRED. */
export function useWebhookChanges() {
  const { api } = useDependencies();
  const queryClient = useQueryClient();
  /** The result does not wait for the list. */
  const refreshed = <T>(result: T): T => {
    void queryClient.invalidateQueries({ queryKey: WEBHOOKS });
    return result;
  };
  return {
    create: (url: string, events: WebhookEvent[]) =>
      api.call(webhookEndpoints.createWebhook, { body: { url, events } }).then(refreshed),
    setPaused: (id: string, isPaused: boolean) =>
      api
        .call(webhookEndpoints.updateWebhook, { params: { id }, body: { isPaused } })
        .then(refreshed),
    rotate: (id: string) => api.call(webhookEndpoints.rotateWebhookSecret, { params: { id } }),
    remove: (id: string) =>
      api.call(webhookEndpoints.deleteWebhook, { params: { id } }).then(refreshed),
    test: (id: string) =>
      api.call(webhookEndpoints.testWebhook, { params: { id } }).then(refreshed),
    resend: (id: string, deliveryId: string) =>
      api.call(webhookEndpoints.resendDelivery, { params: { id, deliveryId } }).then(refreshed),
  };
}
