import type { Result } from '@parley/shared/result';
import type {
  CommandData,
  CommandInput,
  CommandName,
  HandshakeCommand,
} from '@parley/shared/socket-events';
import { createLog } from '../core/log';
import { ApiClientError } from '../lib/api-client-error';

const log = createLog('socket');

/**
 * A command that travels with the Socket.IO handshake. The first request for the same command with
 * the same payload takes its ack. Without such a request the ack is dropped, which is harmless
 * because these commands are idempotent.
 */
export class SentHandshakeCommand {
  readonly sent: HandshakeCommand;
  readonly #ack: Promise<unknown>;
  #resolve: (data: unknown) => void = () => {};
  #reject: (error: ApiClientError) => void = () => {};
  #isTaken = false;

  constructor(sent: HandshakeCommand) {
    this.sent = sent;
    this.#ack = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // Without a request that takes it, a failure must not count as an unhandled rejection.
    this.#ack.catch((error: unknown) => log.debug('the handshake command failed', { error }));
  }

  /** The ack for the same command and payload; null for another request, or if it is taken. */
  take<C extends CommandName>(
    command: C,
    payload: CommandInput<C>,
  ): Promise<CommandData<C>> | null {
    const isSame = JSON.stringify({ command, payload }) === JSON.stringify(this.sent);
    if (this.#isTaken || !isSame) return null;
    this.#isTaken = true;
    return this.#ack as Promise<CommandData<C>>;
  }

  /** Takes the ack of the server. */
  settle(result: Result<unknown>): void {
    if (result.ok) this.#resolve(result.data);
    else this.#reject(new ApiClientError(result.error));
  }

  /** The ack did not arrive in time, or the socket closed. */
  fail(error: ApiClientError): void {
    this.#reject(error);
  }
}
