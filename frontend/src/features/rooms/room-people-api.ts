import { entryEndpoints, type RoomPart } from '@parley/shared/entry';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useDependencies } from '../../hooks/useDependencies';

const peopleKey = (code: string) => ['room-people', code] as const;

type PeopleChange =
  | {
      readonly kind: 'add';
      readonly part: RoomPart;
      readonly whom: { readonly email?: string; readonly id?: string };
    }
  | { readonly kind: 'remove' | 'let-back-in'; readonly id: string };

/** Who hosts a room of the user, who is always let in, and who is kept out. */
export function useRoomPeople(code: string) {
  const { api } = useDependencies();
  return useQuery({
    queryKey: peopleKey(code),
    queryFn: ({ signal }) =>
      api.call(entryEndpoints.readRoomPeople, { params: { code } }, { signal }),
  });
}

/** Changes one of these people at once. */
export function useChangeRoomPeople(code: string) {
  const { api } = useDependencies();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async (change: PeopleChange): Promise<void> => {
      if (change.kind === 'add') {
        const body = { part: change.part, ...change.whom };
        await api.call(entryEndpoints.addRoomPerson, { params: { code }, body });
        return;
      }
      const params = { code, id: change.id };
      const { removeRoomPerson, letBackIn } = entryEndpoints;
      await api.call(change.kind === 'remove' ? removeRoomPerson : letBackIn, { params });
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: peopleKey(code) }),
  });
}
