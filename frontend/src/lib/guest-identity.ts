import type { Guest } from '@parley/shared/guests';
import { createLog } from '../core/log';
import type { RequestOptions } from './http';
import { Session, type SessionParts } from './session';
import type { SessionStart } from './session-user';

const log = createLog('guest');

export interface GuestIdentityParts
  extends Pick<SessionParts<Guest>, 'requestRefresh' | 'runAlone' | 'channel'> {
  /** Becomes a guest with this name, or gives the guest of this browser the name. */
  requestEnter(displayName: string, options: RequestOptions): Promise<SessionStart<Guest>>;
}

/**
 * This browser as a guest of one room. Its session is as that of an account: one for all tabs, with
 * a token that is refreshed in time. It begins with a name instead of a password.
 */
export class GuestIdentity {
  readonly session: Session<Guest>;
  readonly #parts: GuestIdentityParts;
  #wanted = '';
  #entering: Promise<void> | null = null;

  constructor(parts: GuestIdentityParts) {
    this.#parts = parts;
    this.session = new Session<Guest>({
      ...parts,
      // A guest only leaves. The cookie stays, so that the same guest returns.
      requestLogout: async () => undefined,
      // Nothing to restore: the name page enters again with the remembered name.
      hint: { read: () => 'signed-out', write: () => undefined },
    });
    this.session.start();
  }

  /** The name that the server knows; null before the first one. */
  get name(): string | null {
    const state = this.session.state.get();
    return state.status === 'signed-in' ? state.user.displayName : null;
  }

  /**
   * Becomes a guest with this name. Resolves when the server has the latest name.
   *
   * @throws {ApiClientError}
   */
  enter(displayName: string): Promise<void> {
    this.#wanted = displayName;
    this.#entering ??= this.#untilWanted().finally(() => {
      this.#entering = null;
    });
    return this.#entering;
  }

  async #untilWanted(): Promise<void> {
    while (this.#wanted !== this.name) {
      const name = this.#wanted;
      const response = await this.#parts.runAlone(() => {
        const state = this.session.state.get();
        // Proves that the cookie is ours, if its latest value was lost on the way to us.
        const accessToken = state.status === 'signed-in' ? state.accessToken : undefined;
        return this.#parts.requestEnter(name, { accessToken });
      });
      this.session.signIn(response);
      log.info('a guest of the room', { id: response.user.id });
      // The server may have cleaned the name.
      if (this.#wanted === name) return;
    }
  }
}
