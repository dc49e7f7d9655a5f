import type { IceServer } from '@parley/shared/ice';
import { createLog } from '../../core/log';
import type { Scope } from '../../core/scope';
import type { SignalingChannel } from '../signaling-channel';

const log = createLog('socket');

/** A server that is alive answers within one round trip. */
const TIMEOUT_MS = 2_000;
/** The timeout if there is a reason to believe that the socket is dead. */
const SUSPECT_TIMEOUT_MS = 1_000;

export interface SocketProbeOptions {
  readonly channel: SignalingChannel;
  readonly scope: Scope;
  /** The probe asks for ICE servers, so each answer brings fresh credentials. */
  onAnswer(iceServers: readonly IceServer[]): void;
}

/**
 * Finds out whether the server still answers on the socket. A network that changes under an open
 * socket leaves it dead without any event.
 */
export class SocketProbe {
  readonly #options: SocketProbeOptions;
  #running: Promise<void> | null = null;

  constructor(options: SocketProbeOptions) {
    this.#options = options;
  }

  /**
   * Sends one request, and replaces the socket if no answer comes in time. Resolves when either is
   * done, at once if the socket is disconnected, and together with a probe that is under way.
   * Never rejects.
   *
   * @param isSuspect whether no media arrives either, so that the timeout is shorter
   */
  verify(isSuspect = false): Promise<void> {
    const { channel, scope } = this.#options;
    if (scope.closed || channel.state.get() !== 'connected') return Promise.resolve();
    const timeoutMs = isSuspect ? SUSPECT_TIMEOUT_MS : TIMEOUT_MS;
    this.#running ??= this.#verify(timeoutMs).finally(() => (this.#running = null));
    return this.#running;
  }

  async #verify(timeoutMs: number): Promise<void> {
    const { channel, scope, onAnswer } = this.#options;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const timeout = new Promise<null>((resolve) => {
      timer = setTimeout(() => resolve(null), timeoutMs);
    });
    try {
      const answer = await Promise.race([channel.request('ice:refresh', {}), timeout]);
      if (scope.closed) return;
      if (answer !== null) return onAnswer(answer.iceServers);
      log.warn('no answer on the socket', { timeoutMs });
      channel.reconnect();
    } catch (error) {
      // A refusal is an answer as well, and a socket that has closed needs no probe.
      log.debug('the probe was refused', { error });
    } finally {
      clearTimeout(timer);
    }
  }
}
