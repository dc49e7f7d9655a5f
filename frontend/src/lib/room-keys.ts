import { roomCodeKey } from '@parley/shared/room-code';
import { browserStorage } from '../core/browser-storage';
import { createLog } from '../core/log';
import { type EncryptionProblem, hasRoomKeys, keyCheckOf } from '../core/room-key';
import { createValue } from '../core/value';

const log = createLog('storage');

const PREFIX = 'parley:room-key:';
/** A forged link must not push out the right key, so a room keeps several until one fits. */
const MAX_KEYS = 4;

/** Whether this device has the key of a room. */
export interface RoomKeyState {
  /** The right key of an encrypted room. */
  readonly roomKey: string | null;
  /** Why this device may not take part. */
  readonly problem: EncryptionProblem | null;
}

/**
 * The keys of end-to-end encrypted rooms that this device knows from invite links, or has made. They
 * stay in this browser until its user signs out; the server never gets them (docs/decisions/073).
 */
export class RoomKeys {
  /** Grows with each change. */
  readonly version = createValue(0);
  readonly #storage: () => Storage | undefined;
  /** For browsers without storage. */
  readonly #memory = new Map<string, string>();

  constructor(storage: () => Storage | undefined) {
    this.#storage = storage;
  }

  /** What an invite link said. The newest is tried first. */
  add(code: string, roomKey: string): void {
    const others = this.#of(code).filter((known) => known !== roomKey);
    this.#write(code, [roomKey, ...others].slice(0, MAX_KEYS));
  }

  /** The owner has made this key, and no other one is right. */
  replace(code: string, roomKey: string): void {
    this.#write(code, [roomKey]);
  }

  forget(code: string): void {
    this.#write(code, []);
  }

  forgetAll(): void {
    this.#memory.clear();
    try {
      const storage = this.#storage();
      const names = Array.from({ length: storage?.length ?? 0 }, (_, index) => storage?.key(index));
      for (const name of names) if (name?.startsWith(PREFIX)) storage?.removeItem(name);
    } catch (error) {
      log.debug('the room keys were not deleted', { error });
    }
    this.version.update((version) => version + 1);
  }

  /**
   * Looks for the key of a room.
   *
   * @param keyCheck of the room; undefined for one that is not encrypted
   */
  async check(code: string, keyCheck: string | undefined): Promise<RoomKeyState> {
    const keys = this.#of(code);
    if (keyCheck === undefined) {
      return { roomKey: null, problem: keys.length === 0 ? null : 'ENCRYPTION_ENDED' };
    }
    if (!hasRoomKeys()) return { roomKey: null, problem: 'HTTPS_NEEDED' };
    for (const key of keys) {
      // oxlint-disable-next-line no-await-in-loop -- nearly always the first one
      if ((await keyCheckOf(key)) === keyCheck) return { roomKey: key, problem: null };
    }
    return { roomKey: null, problem: keys.length === 0 ? 'ROOM_KEY_MISSING' : 'ROOM_KEY_WRONG' };
  }

  /** The key of the latest link, right or not; for a page that does not know the key check. */
  newest(code: string): string | null {
    return this.#of(code)[0] ?? null;
  }

  #of(code: string): string[] {
    const name = PREFIX + roomCodeKey(code);
    let stored = this.#memory.get(name);
    try {
      stored = this.#storage()?.getItem(name) ?? stored;
    } catch (error) {
      log.debug('the room keys were not read', { error });
    }
    return stored === undefined || stored === '' ? [] : stored.split(' ');
  }

  #write(code: string, keys: readonly string[]): void {
    const name = PREFIX + roomCodeKey(code);
    if (keys.join(' ') === this.#of(code).join(' ')) return;
    this.#memory.set(name, keys.join(' '));
    try {
      if (keys.length === 0) this.#storage()?.removeItem(name);
      else this.#storage()?.setItem(name, keys.join(' '));
    } catch (error) {
      log.debug('the room keys were not stored', { error });
    }
    this.version.update((version) => version + 1);
  }
}

/** The room keys of this browser. */
export const roomKeys = new RoomKeys(browserStorage);
