import { historyEndpoints } from '@parley/shared/history';
import type { MountEndpoint } from '../platform/http';
import type { HistoryService } from './history.service';

/**
 * Mounts the lists of meetings and their records.
 * @param ownRoomId throws NOT_FOUND if the user does not own the room
 */
export function mountHistoryRoutes(
  mount: MountEndpoint,
  history: HistoryService,
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
}
