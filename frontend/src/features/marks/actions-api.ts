import { type Mark, markEndpoints, type OpenAction } from '@parley/shared/marks';
import { type InfiniteData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useCallPart } from '../../hooks/useCall';
import { useDependencies } from '../../hooks/useDependencies';
import { useUser } from '../../hooks/useSession';
import { ACTIONS, MEETINGS } from '../../lib/query-keys';
import { serverClock } from '../../lib/server-clock';
import { noticeFailed } from './mark-notices';

/** How many actions the dashboard shows first. */
const FIRST = 5;
const NEXT = 20;
const IN_CALL = 50;

interface ActionPage {
  actions: OpenAction[];
  nextCursor: string | null;
}

/** The user's open actions: the earliest due first. */
export function useOwnActions() {
  const { api } = useDependencies();
  return useInfiniteQuery({
    queryKey: [...ACTIONS, 'own'],
    queryFn: ({ pageParam, signal }) =>
      api.call(
        markEndpoints.listOwnActions,
        { query: { cursor: pageParam, limit: pageParam === undefined ? FIRST : NEXT } },
        { signal },
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
    // The user may come from a call, in which somebody gave them an action.
    refetchOnMount: 'always',
    // An action that was just completed stays, so that this can be undone.
    refetchOnWindowFocus: false,
  });
}

/** The open actions that earlier meetings of the room have left to the meeting of this call. */
export function useRoomActions(enabled: boolean) {
  const { api } = useDependencies();
  const code = useCallPart(({ meeting }) => meeting?.room.code);
  const meetingId = useCallPart(({ meeting }) => meeting?.id);
  return useInfiniteQuery({
    // The next meeting may start while the list of this one is fresh.
    queryKey: [...ACTIONS, 'room', code, meetingId],
    queryFn: ({ pageParam, signal }) =>
      api.call(
        markEndpoints.listRoomActions,
        { params: { code: code ?? '' }, query: { cursor: pageParam, limit: IN_CALL } },
        { signal },
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
    enabled: enabled && code !== undefined,
    refetchOnWindowFocus: false,
  });
}

/** All actions of the pages that are loaded. */
export const actionsIn = (data: InfiniteData<ActionPage> | undefined): readonly OpenAction[] =>
  data?.pages.flatMap(({ actions }) => actions) ?? [];

/** Completes an action or opens it again: at once for the user, and back after an error. */
export function useSetDone(): (mark: Mark, isDone: boolean) => Promise<void> {
  const { api } = useDependencies();
  const user = useUser();
  const queryClient = useQueryClient();
  const show = (mark: Mark): void => {
    queryClient.setQueriesData<InfiniteData<ActionPage>>({ queryKey: ACTIONS }, (data) =>
      data === undefined
        ? data
        : { ...data, pages: data.pages.map((page) => withMark(page, mark)) },
    );
  };
  return async (mark, isDone) => {
    const { done: _, ...open } = mark;
    const at = new Date(serverClock.now()).toISOString();
    show(isDone ? { ...open, done: { at, by: user?.displayName ?? '' } } : open);
    try {
      const params = { id: mark.meetingId, markId: mark.id };
      const answer = await api.call(markEndpoints.changeMark, { params, body: { isDone } });
      show(answer.mark);
      // Their numbers of open actions.
      void queryClient.invalidateQueries({ queryKey: MEETINGS });
    } catch (error) {
      show(mark);
      noticeFailed(error);
    }
  };
}

const withMark = (page: ActionPage, mark: Mark): ActionPage =>
  page.actions.some((action) => action.mark.id === mark.id)
    ? {
        ...page,
        actions: page.actions.map((action) =>
          action.mark.id === mark.id ? { ...action, mark } : action,
        ),
      }
    : page;
