import { randomUUID } from 'node:crypto';
import type { SfuCheckAccess } from '@parley/shared/media-route';
import { AppError } from '../platform/errors';
import type { Logger } from '../platform/logger';
import type { Scheduler, Timer } from '../platform/scheduler';
import { type Livekit, type SfuGrant, TOKEN_SECONDS } from './livekit';
import { SFU_PATH } from './sfu-tunnel';
import type { SfuWatch } from './sfu-watch';

export interface SfuCheckOptions {
  /** Both are null without an SFU. */
  readonly livekit: Pick<Livekit, 'createRoom' | 'deleteRoom' | 'token'> | null;
  readonly watch: Pick<SfuWatch, 'isThere'> | null;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
}

/** Checks at the same time, of all users. */
const MAX_CHECKS = 50;
const SENDS: SfuGrant = new Set(['camera', 'microphone']);
const RECEIVES: SfuGrant = new Set();

/**
 * Lets users check whether their browsers reach the SFU: each check has a room of its own for two
 * connections, which is deleted after a minute, or when the same user begins another check.
 */
export class SfuCheck {
  readonly #options: SfuCheckOptions;
  readonly #checks = new Map<string, { room: string; timer: Timer }>();

  constructor(options: SfuCheckOptions) {
    this.#options = options;
  }

  /** @throws {AppError} RATE_LIMITED while too many users check */
  async begin(userId: string): Promise<SfuCheckAccess> {
    const { livekit, watch, scheduler, logger } = this.#options;
    if (livekit === null) return { sfu: 'none' };
    if (watch?.isThere !== true) return { sfu: 'down' };
    this.end(userId);
    if (this.#checks.size >= MAX_CHECKS) {
      throw new AppError('RATE_LIMITED', { retryAfter: TOKEN_SECONDS });
    }
    const room = `check~${randomUUID()}`;
    const timer = scheduler.setTimer(TOKEN_SECONDS * 1_000, () => this.end(userId));
    this.#checks.set(userId, { room, timer });
    try {
      await livekit.createRoom(room, 2);
    } catch (err) {
      logger.warn({ err }, 'the SFU refused a room for a check');
      this.end(userId);
      return { sfu: 'down' };
    }
    const access = async (name: string, grant: SfuGrant) => ({
      path: SFU_PATH,
      token: await livekit.token(room, `${name}~check~1`, grant),
    });
    const [sender, receiver] = await Promise.all([
      access('sender', SENDS),
      access('receiver', RECEIVES),
    ]);
    return { sfu: 'ready', sender, receiver };
  }

  /** Ends the check of a user, if there is one. */
  end(userId: string): void {
    const check = this.#checks.get(userId);
    if (check === undefined) return;
    this.#checks.delete(userId);
    check.timer.cancel();
    this.#options.livekit?.deleteRoom(check.room).catch((err: unknown) => {
      // It ends by itself when nobody is in it.
      this.#options.logger.debug({ err }, 'the room of a check was not deleted');
    });
  }

  close(): void {
    for (const userId of this.#checks.keys()) this.end(userId);
  }
}
