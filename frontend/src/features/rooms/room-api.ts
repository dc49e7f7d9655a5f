import { type createRoomSchema, roomEndpoints, type updateRoomSchema } from '@parley/shared/rooms';
import {
  infiniteQueryOptions,
  useInfiniteQuery,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import type { z } from 'zod';
import { createLog } from '../../core/log';
import { useDependencies } from '../../hooks/useDependencies';
import type { ApiClient } from '../../lib/api-client';
import { hasCode } from '../../lib/api-client-error';
import { HOSTING, MEETINGS, ROOMS } from '../../lib/query-keys';

const log = createLog('rooms');

/** Milliseconds between two requests of the list while the page is visible. */
const REFRESH_MS = 15_000;

export type NewRoom = z.input<typeof createRoomSchema>;
export type RoomChange = z.input<typeof updateRoomSchema>;

/** The user's rooms, the last used one first, page by page. */
export function useRooms() {
  const { api } = useDependencies();
  return useInfiniteQuery({ ...pagesOf(api), refetchInterval: REFRESH_MS });
}

/** The greatest capacity that this server allows; undefined until the list has loaded. */
export function useMaxCapacity(): number | undefined {
  const { api } = useDependencies();
  return useInfiniteQuery({
    ...pagesOf(api),
    // `useRooms` sends the request.
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
    // The page opens the new room at once and does not wait for the list.
    onSuccess: () => void refresh(),
  });
}

export function useUpdateRoom(code: string) {
  const { api } = useDependencies();
  const queryClient = useQueryClient();
  const refresh = useRefreshRooms();
  return useMutation({
    mutationFn: (body: RoomChange) =>
      api.call(roomEndpoints.updateRoom, { params: { code }, body }),
    onSuccess: () => Promise.all([refresh(), queryClient.invalidateQueries({ queryKey: HOSTING })]),
  });
}

export function useDeleteRoom(code: string) {
  const { api } = useDependencies();
  const queryClient = useQueryClient();
  const refreshRooms = useRefreshRooms();
  return useMutation({
    mutationFn: () =>
      api.call(roomEndpoints.deleteRoom, { params: { code } }).catch((error: unknown) => {
        if (!hasCode(error, 'NOT_FOUND')) throw error;
        // Another client deleted it, which has the same result.
        log.debug('the room was already deleted', { error });
      }),
    // The records of past meetings link only to a room that exists.
    onSuccess: () =>
      Promise.all([refreshRooms(), queryClient.invalidateQueries({ queryKey: MEETINGS })]),
  });
}

function useRefreshRooms() {
  const queryClient = useQueryClient();
  return () => queryClient.invalidateQueries({ queryKey: ROOMS });
}
