import { roomEndpoints } from '@parley/shared/rooms';
import type { MountEndpoint } from '../platform/http';
import type { RoomService } from './room.service';

/** Mounts creating, listing, reading, changing and deleting rooms. */
export function mountRoomRoutes(mount: MountEndpoint, rooms: RoomService): void {
  mount(roomEndpoints.createRoom, async ({ body }, { identity, trace }) => ({
    room: await rooms.create({ userId: identity.userId, address: trace.address }, body),
  }));
  mount(roomEndpoints.listRooms, ({ query }, { identity }) => rooms.list(identity.userId, query));
  mount(roomEndpoints.readRoom, async ({ params }, { identity, trace }) => ({
    room: await rooms.read({ userId: identity.userId, address: trace.address }, params.code),
  }));
  mount(roomEndpoints.updateRoom, async ({ params, body }, { identity, trace }) => ({
    room: await rooms.update(
      { userId: identity.userId, address: trace.address },
      params.code,
      body,
    ),
  }));
  mount(roomEndpoints.deleteRoom, async ({ params }, { identity, trace }) => {
    await rooms.remove({ userId: identity.userId, address: trace.address }, params.code);
    return undefined;
  });
}
