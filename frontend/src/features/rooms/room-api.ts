import { type createRoomSchema, roomEndpoints, type updateRoomSchema } from '@parley/shared/rooms';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { useDependencies } from '../../hooks/useDependencies';

const ROOMS = ['rooms'] as const;
/** How often the list asks who is in; only while the page is looked at. */
const REFRESH_MS = 15_000;

export type NewRoom = z.input<typeof createRoomSchema>;
export type RoomChange = z.input<typeof updateRoomSchema>;

/** One's own rooms, last used first, page by page. */
export function useRooms() {
  const { api } = useDependencies();
  return useInfiniteQuery({
    queryKey: ROOMS,
    queryFn: ({ pageParam, signal }) =>
      api.call(roomEndpoints.listRooms, { query: { cursor: pageParam } }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: REFRESH_MS,
  });
}

export function useCreateRoom() {
  const { api } = useDependencies();
  const refresh = useRefreshRooms();
  return useMutation({
    mutationFn: (body: NewRoom) => api.call(roomEndpoints.createRoom, { body }),
    onSuccess: refresh,
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
  const refresh = useRefreshRooms();
  return useMutation({
    mutationFn: () => api.call(roomEndpoints.deleteRoom, { params: { code } }),
    onSuccess: refresh,
  });
}

function useRefreshRooms() {
  const queryClient = useQueryClient();
  return () => queryClient.invalidateQueries({ queryKey: ROOMS });
}
