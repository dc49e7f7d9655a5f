import { QueryClient } from '@tanstack/react-query';
import { retryDelay } from '../core/backoff';
import { ApiClientError, isPassing } from '../lib/api-client-error';

const MAX_RETRIES = 3;
const MAX_DELAY_MS = 10_000;

/** Reading is tried again where waiting can help; writing never is without being asked. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // A server in the local network is reachable while the browser thinks that it is offline.
        networkMode: 'always',
        staleTime: 10_000,
        retry: (failures, error) => isPassing(error) && failures < MAX_RETRIES,
        retryDelay: delayOf,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });
}

/** Milliseconds; a server that asks for a longer wait than a user has patience is asked sooner. */
function delayOf(failures: number, error: unknown): number {
  const asked = error instanceof ApiClientError ? error.retryAfter : undefined;
  return Math.min(retryDelay(failures + 1, asked), MAX_DELAY_MS);
}
