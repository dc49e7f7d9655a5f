import { historyEndpoints } from '@parley/shared/history';
import { searchEndpoints } from '@parley/shared/search';
import type { MountEndpoint } from '../platform/http';
import type { Limiter } from '../platform/rate-limit';
import type { HistoryService } from './history.service';
import type { RecordChanges } from './record-changes';
import type { SearchService } from './search.service';

export interface HistoryRoutes {
  readonly history: HistoryService;
  readonly search: SearchService;
  readonly recordChanges: RecordChanges;
  /** Throws NOT_FOUND if the user does not own the room. */
  readonly ownRoomId: (userId: string, code: string) => Promise<string>;
  /** Changes by user. */
  readonly changeLimit: Limiter;
}

/** Mounts the lists of meetings, their records and the search. */
export function mountHistoryRoutes(
  mount: MountEndpoint,
  { history, search, recordChanges, ownRoomId, changeLimit }: HistoryRoutes,
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
  mount(historyEndpoints.renameMeeting, async ({ params, body }, { identity }) => {
    changeLimit.consume(identity.userId);
    return { meeting: await recordChanges.rename(identity.userId, params.id, body.title) };
  });
  mount(historyEndpoints.writeNote, async ({ params, body }, { identity }) => {
    changeLimit.consume(identity.userId);
    return { note: await recordChanges.writeNote(identity.userId, params.id, body.text) };
  });
}
