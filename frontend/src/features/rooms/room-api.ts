import { type createRoomSchema, roomEndpoints, type updateRoomSchema } from '@parley/shared/rooms';
import {
  infiniteQueryOptions,
  useInfiniteQuery,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import type { z } from 'zod';
import { useDependencies } from '../../hooks/useDependencies';
import type { ApiClient } from '../../lib/api-client';
import { hasCode } from '../../lib/api-client-error';
import { MEETINGS, ROOMS } from '../../lib/query-keys';

/** How often the list asks who is in; only while the page is looked at. */
const REFRESH_MS = 15_000;

export type NewRoom = z.input<typeof createRoomSchema>;
export type RoomChange = z.input<typeof updateRoomSchema>;

/** One's own rooms, last used first, page by page. */
export function useRooms() {
  const { api } = useDependencies();
  return useInfiniteQuery({ ...pagesOf(api), refetchInterval: REFRESH_MS });
}

/** The most people that a room may have here; undefined until the list has said so. */
export function useMaxCapacity(): number | undefined {
  const { api } = useDependencies();
  return useInfiniteQuery({
    ...pagesOf(api),
    // The list asks.
    enabled: false,
    select: ({ pages }) => pages[0]?.maxCapacity,
  }).data;
}

const pagesOf = (api: ApiClient) =>
  infiniteQueryOptions({
    queryKey: ROOMS,
    queryFn: ({ pageParam, signal }) =>
      api.call(roomEndpoints.listRooms, { query: { cursor: pageParam } }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
  });

export function useCreateRoom() {
  const { api } = useDependencies();
  const refresh = useRefreshRooms();
  return useMutation({
    mutationFn: (body: NewRoom) => api.call(roomEndpoints.createRoom, { body }),
    // The new room is gone to at once, however long the list takes.
    onSuccess: () => void refresh(),
  });
}

export function useUpdateRoom(code: string) {
  const { api } = useDependencies();
  const refresh = useRefreshRooms();
  return useMutation({
    mutationFn: (body: RoomChange) =>
      api.call(roomEndpoints.updateRoom, { params: { code }, body }),
    onSuccess: refresh,
  });
}

export function useDeleteRoom(code: string) {
  const { api } = useDependencies();
  const queryClient = useQueryClient();
  const refreshRooms = useRefreshRooms();
  return useMutation({
    mutationFn: () =>
      api.call(roomEndpoints.deleteRoom, { params: { code } }).catch((error: unknown) => {
        // Deleted from another page meanwhile, which is what was wanted.
        if (!hasCode(error, 'NOT_FOUND')) throw error;
      }),
    // Records of past meetings offer the way back only where there is one.
    onSuccess: () =>
      Promise.all([refreshRooms(), queryClient.invalidateQueries({ queryKey: MEETINGS })]),
  });
}

function useRefreshRooms() {
  const queryClient = useQueryClient();
  return () => queryClient.invalidateQueries({ queryKey: ROOMS });
}
