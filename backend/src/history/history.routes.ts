import { historyEndpoints } from '@parley/shared/history';
import { searchEndpoints } from '@parley/shared/search';
import type { MountEndpoint } from '../platform/http';
import type { HistoryService } from './history.service';
import type { SearchService } from './search.service';

/**
 * Mounts the lists of meetings, their records and the search.
 * @param ownRoomId throws NOT_FOUND if the user does not own the room
 */
export function mountHistoryRoutes(
  mount: MountEndpoint,
  { history, search }: { history: HistoryService; search: SearchService },
  ownRoomId: (userId: string, code: string) => Promise<string>,
): void {
  mount(historyEndpoints.listMeetings, async ({ query }, { identity }) => {
    const { room, ...rest } = query;
    if (room === undefined) return history.listAttended(identity.userId, rest);
    return history.listOfRoom(identity.userId, await ownRoomId(identity.userId, room), rest);
  });
  mount(historyEndpoints.readMeeting, async ({ params }, { identity }) => ({
    meeting: await history.read(identity.userId, params.id),
  }));
  mount(searchEndpoints.search, ({ query }, { identity }) => search.find(identity.userId, query));
}
