import { QueryClient } from '@tanstack/react-query';
import { ApiClientError, isPassing } from '../lib/api-client-error';

const MAX_RETRIES = 3;
const MAX_DELAY_MS = 10_000;

/** Retries reads after errors that may pass. Never retries writes. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // A server in the local network is reachable even if the browser reports that it is offline.
        networkMode: 'always',
        staleTime: 10_000,
        retry: (failures, error) => isPassing(error) && failures < MAX_RETRIES,
        retryDelay,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });
}

/** Milliseconds: the delay that the server asked for, or one that doubles from half a second. */
function retryDelay(failures: number, error: unknown): number {
  const asked = error instanceof ApiClientError ? error.retryAfter : undefined;
  return Math.min(asked === undefined ? 500 * 2 ** failures : asked * 1000, MAX_DELAY_MS);
}
