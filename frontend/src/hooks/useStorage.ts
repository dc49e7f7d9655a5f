import { storageEndpoints } from '@parley/shared/retention';
import { useQuery } from '@tanstack/react-query';
import { MEETINGS } from '../lib/query-keys';
import { useDependencies } from './useDependencies';

/** How much space the records of the user's rooms use. Deleting a record asks again. */
export function useStorage() {
  const { api } = useDependencies();
  return useQuery({
    queryKey: [...MEETINGS, 'storage'],
    queryFn: ({ signal }) => api.call(storageEndpoints.readStorage, {}, { signal }),
    refetchOnMount: 'always',
  });
}
