import type { EndpointBody } from '@parley/shared/endpoint';
import { shareEndpoints } from '@parley/shared/shares';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useDependencies } from '../../../hooks/useDependencies';
import { paths } from '../../../lib/paths';
import { recordKeyOf } from '../history-api';

export type NewShare = EndpointBody<typeof shareEndpoints.addShare>;

const sharesKey = (id: string) => [...recordKeyOf(id), 'shares'] as const;

/** The shares of a record that work. */
export function useShares(id: string) {
  const { api } = useDependencies();
  return useQuery({
    queryKey: sharesKey(id),
    queryFn: ({ signal }) => api.call(shareEndpoints.listShares, { params: { id } }, { signal }),
    refetchOnMount: 'always',
  });
}

/** Shares a record. @returns the share, and the token of a new link */
export function useAddShare(id: string) {
  const { api } = useDependencies();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: NewShare) => api.call(shareEndpoints.addShare, { params: { id }, body }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: sharesKey(id) }),
  });
}

/** Ends a share at once. */
export function useRevokeShare(id: string) {
  const { api } = useDependencies();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (shareId: string) =>
      api.call(shareEndpoints.revokeShare, { params: { id, shareId } }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: sharesKey(id) }),
  });
}

/** The address of a share link. Browsers send no fragment to a server, so no log has the token. */
export const shareLink = (token: string): string =>
  `${new URL(paths.shared, window.location.origin).href}#${token}`;
