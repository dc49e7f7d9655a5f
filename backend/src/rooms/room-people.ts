import {
  MAX_ROOM_PEOPLE,
  type KeptOutPerson,
  type RoomPart,
  type RoomPeople,
  type RoomPerson,
} from '@parley/shared/entry';
import type { RoomAccess } from '@parley/shared/roles';
import { AppError } from '../platform/errors';
import type { Limiter } from '../platform/rate-limit';
import type { SecurityLog } from '../platform/security-log';
import { IS_ROOM, type RoomDocument, type RoomModel } from './room.model';
import type { RoomService } from './room.service';

export interface RoomPeopleOptions {
  readonly rooms: RoomModel;
  readonly service: Pick<RoomService, 'findOwn'>;
  readonly accountByEmail: (email: string) => Promise<RoomPerson | null>;
  /** The accounts with these ids that still exist, in any order. */
  readonly accountsById: (ids: readonly string[]) => Promise<RoomPerson[]>;
  /** The accounts that attended meetings of a room lately. */
  readonly attendeesOf: (roomId: string) => Promise<string[]>;
  readonly keptOut: (roomId: string) => Promise<KeptOutPerson[]>;
  readonly letBackIn: (roomId: string, personId: string) => Promise<boolean>;
  /** Email addresses without an account, by user: nobody searches for accounts here. */
  readonly unknownEmails: Limiter;
  readonly onChanged: (room: RoomDocument) => void;
  readonly security: SecurityLog;
}

export type RoomPeopleService = ReturnType<typeof createRoomPeopleService>;

const LIST_OF = { cohost: 'coHostIds', trusted: 'trustedIds' } as const;

/** Creates the service for the people in the settings of a room. Everything is for its owner. */
export function createRoomPeopleService(options: RoomPeopleOptions) {
  const { rooms, service } = options;

  const idsOf = (ids: RoomDocument['coHostIds']): string[] => (ids ?? []).map(String);

  async function view(room: RoomDocument): Promise<RoomPeople> {
    const roomId = room._id.toString();
    const coHosts = idsOf(room.coHostIds);
    const trusted = idsOf(room.trustedIds);
    const [attended, keptOut] = await Promise.all([
      options.attendeesOf(roomId),
      options.keptOut(roomId),
    ]);
    const known = new Set([...coHosts, ...trusted, ...keptOut.map(({ id }) => id)]);
    known.add(room.ownerId.toString());
    const attendees = attended.filter((id) => !known.has(id)).slice(0, MAX_ROOM_PEOPLE);
    const accounts = await options.accountsById([...coHosts, ...trusted, ...attendees]);
    const byId = new Map(accounts.map((account) => [account.id, account]));
    const named = (ids: string[]) => ids.flatMap((id) => byId.get(id) ?? []);
    return {
      coHosts: named(coHosts),
      trusted: named(trusted),
      keptOut,
      attendees: named(attendees),
    };
  }

  async function change(room: RoomDocument, update: object): Promise<RoomDocument> {
    const changed = await rooms
      .findOneAndUpdate({ _id: room._id, ...IS_ROOM }, update, { returnDocument: 'after' })
      .lean();
    if (changed === null) throw new AppError('NOT_FOUND');
    options.onChanged(changed);
    return changed;
  }

  async function accountFor(userId: string, room: RoomDocument, whom: Whom): Promise<RoomPerson> {
    const { email, id } = whom;
    if (email !== undefined) {
      const account = await options.unknownEmails.attempt(userId, () =>
        options.accountByEmail(email),
      );
      if (account !== null) return account;
      const details = [{ field: 'email', message: 'There is no account with this email address' }];
      throw new AppError('NOT_FOUND', { details });
    }
    // Ids of other accounts say nothing about them: only attendees can be chosen by id.
    const attended = await options.attendeesOf(room._id.toString());
    const known = [...attended, ...idsOf(room.coHostIds), ...idsOf(room.trustedIds)];
    const [account] = known.includes(id ?? '') ? await options.accountsById([id ?? '']) : [];
    if (account === undefined) throw new AppError('NOT_FOUND');
    return account;
  }

  return {
    read: async (userId: string, code: string): Promise<RoomPeople> =>
      view(await service.findOwn(userId, code)),

    /** @throws {AppError} NOT_FOUND, TOO_MANY_PEOPLE or RATE_LIMITED */
    async add(userId: string, code: string, part: RoomPart, whom: Whom): Promise<RoomPeople> {
      const room = await service.findOwn(userId, code);
      const { id } = await accountFor(userId, room, whom);
      if (room.ownerId.toString() === id) return view(room);
      const field = LIST_OF[part];
      if (idsOf(room[field]).length >= MAX_ROOM_PEOPLE) throw new AppError('TOO_MANY_PEOPLE');
      const other = LIST_OF[part === 'cohost' ? 'trusted' : 'cohost'];
      options.security.note('role changed', { userId, reason: `room ${part}` });
      return view(await change(room, { $addToSet: { [field]: id }, $pull: { [other]: id } }));
    },

    async remove(userId: string, code: string, id: string): Promise<void> {
      const room = await service.findOwn(userId, code);
      await change(room, { $pull: { coHostIds: id, trustedIds: id } });
      options.security.note('role changed', { userId, reason: 'room person removed' });
    },

    /** @throws {AppError} NOT_FOUND if the person is not kept out */
    async letBackIn(userId: string, code: string, id: string): Promise<void> {
      const room = await service.findOwn(userId, code);
      if (!(await options.letBackIn(room._id.toString(), id))) throw new AppError('NOT_FOUND');
    },

    /** Whether people may have to wait in a room that a user owns or hosts. */
    async hasWaitingRoom(userId: string): Promise<boolean> {
      const access = { $in: ['guests_wait', 'everyone_waits'] satisfies RoomAccess[] };
      const [owned, hosted] = await Promise.all([
        rooms.exists({ ownerId: userId, access }),
        rooms.exists({ coHostIds: userId, access }),
      ]);
      return owned !== null || hosted !== null;
    },
  };
}

/** An account, by its email address or its id. */
interface Whom {
  readonly email?: string | undefined;
  readonly id?: string | undefined;
}
