import { entryEndpoints } from '@parley/shared/entry';
import type { MountEndpoint } from '../platform/http';
import type { RoomPeopleService } from './room-people';

/** Mounts the co-hosts, the trusted people and the kept-out people of a room. */
export function mountRoomPeopleRoutes(mount: MountEndpoint, people: RoomPeopleService): void {
  mount(entryEndpoints.readRoomPeople, ({ params }, { identity }) =>
    people.read(identity.userId, params.code),
  );
  mount(entryEndpoints.addRoomPerson, ({ params, body }, { identity }) => {
    const { part, ...whom } = body;
    return people.add(identity.userId, params.code, part, whom);
  });
  mount(entryEndpoints.removeRoomPerson, async ({ params }, { identity }) => {
    await people.remove(identity.userId, params.code, params.id);
    return undefined;
  });
  mount(entryEndpoints.letBackIn, async ({ params }, { identity }) => {
    await people.letBackIn(identity.userId, params.code, params.id);
    return undefined;
  });
  mount(entryEndpoints.readHosting, async (_input, { identity }) => ({
    hasWaitingRoom: await people.hasWaitingRoom(identity.userId),
  }));
}
