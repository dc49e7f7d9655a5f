import { QueryClient } from '@tanstack/react-query';
import { retryDelay } from '../core/backoff';
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
        retryDelay: delayOf,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });
}

/** Milliseconds: the delay that the server asked for, or one that doubles, at most `MAX_DELAY_MS`. */
function delayOf(failures: number, error: unknown): number {
  const asked = error instanceof ApiClientError ? error.retryAfter : undefined;
  return Math.min(retryDelay(failures + 1, asked), MAX_DELAY_MS);
}
