import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Room, updateRoomSchema } from '@parley/shared/rooms';
import type { z } from 'zod';
import { AppError } from '../platform/errors';
import { addressKey, type Limiter } from '../platform/rate-limit';
import type { RoomDocument, RoomPassword } from './room.model';

/** The client that sets or tries a password: its address and its account or guest. */
interface Trier {
  readonly userId: string;
  readonly address: string;
}

type RoomChange = z.output<typeof updateRoomSchema>;

export interface RoomPasswordsOptions {
  /** Both are slow on purpose, and wait in a fair queue. @throws {AppError} BUSY */
  readonly hash: (password: string, by: Trier) => Promise<string>;
  readonly verify: (password: string, hash: string, by: Trier) => Promise<boolean>;
  /** Makes the keys of invite links. */
  readonly secret: string;
  readonly limits: {
    /** Wrong passwords by room and person, and by address. */
    readonly wrongRoomPasswords: Limiter;
    readonly wrongRoomPasswordsByAddress: Limiter;
  };
}

export type RoomPasswords = ReturnType<typeof createRoomPasswords>;

/**
 * Creates the rules of room passwords. The server keeps only a hash. The key of an invite link is made
 * from the version of the password, so that it ends with the password and needs no storage.
 */
export function createRoomPasswords(options: RoomPasswordsOptions) {
  const { limits } = options;
  const secret = createHmac('sha256', options.secret).update('keys of invite links').digest();

  const keyOf = (version: string): string =>
    createHmac('sha256', secret).update(version).digest('base64url').slice(0, 22);

  function isKey(given: string, { isInLink, version }: RoomPassword): boolean {
    const key = Buffer.from(keyOf(version));
    const bytes = Buffer.from(given);
    return isInLink && bytes.length === key.length && timingSafeEqual(bytes, key);
  }

  /** Null for a wrong password, which costs a point. */
  async function check(password: RoomPassword, given: string, by: Trier): Promise<true | null> {
    return isKey(given, password) || (await options.verify(given, password.hash, by)) ? true : null;
  }

  return {
    /** What the owner sees of the password. */
    view: ({ password }: RoomDocument): Pick<Room, 'hasPassword' | 'inviteKey'> => ({
      hasPassword: password !== undefined,
      ...(password?.isInLink === true && { inviteKey: keyOf(password.version) }),
    }),

    /** The update of the database for a change of the room. */
    async changeFor(before: RoomPassword | undefined, change: RoomChange, by: Trier) {
      const { password, isPasswordInLink, capacity, ...others } = change;
      const values = { ...others, ...(capacity != null && { capacity }) };
      // Old databases refuse an empty `$unset`.
      const removed = capacity === null ? { $unset: { capacity: 1 as const } } : {};
      if (password === null) {
        return { $set: values, $unset: { ...removed.$unset, password: 1 as const } };
      }
      if (password !== undefined) {
        const hash = await options.hash(password, by);
        const version = randomBytes(12).toString('base64url');
        return {
          $set: { ...values, password: { hash, version, isInLink: isPasswordInLink === true } },
          ...removed,
        };
      }
      if (isPasswordInLink === undefined) return { $set: values, ...removed };
      if (before === undefined) {
        const message = 'The room has no password';
        const details = [{ field: 'isPasswordInLink', message }];
        throw new AppError('VALIDATION_FAILED', { details });
      }
      return { $set: { ...values, 'password.isInLink': isPasswordInLink }, ...removed };
    },

    /**
     * Checks a password or the key of an invite link.
     * @returns the version of the password, null if the room has none
     * @throws {AppError} WRONG_PASSWORD, RATE_LIMITED or BUSY
     */
    async check({ _id, password }: RoomDocument, given: string, by: Trier): Promise<string | null> {
      if (password === undefined) return null;
      const place = `${_id.toString()}:${by.userId}`;
      const isRight = await limits.wrongRoomPasswordsByAddress.attempt(addressKey(by.address), () =>
        limits.wrongRoomPasswords.attempt(place, () => check(password, given, by)),
      );
      if (isRight === null) throw new AppError('WRONG_PASSWORD');
      return password.version;
    },
  };
}
