import type { Result } from '@parley/shared/result';
import type {
  CommandData,
  CommandInput,
  CommandName,
  FirstCommand,
} from '@parley/shared/socket-events';
import { ApiClientError } from '../lib/api-client-error';

/**
 * A command that travels with the connection. Who asks for the same once it stands is given this
 * answer; asked otherwise, it is as if it had not been sent, since these commands may be repeated.
 */
export class HandshakeCommand {
  readonly asked: FirstCommand;
  readonly #answer: Promise<unknown>;
  #resolve: (data: unknown) => void = () => {};
  #reject: (error: ApiClientError) => void = () => {};
  #isTaken = false;

  constructor(asked: FirstCommand) {
    this.asked = asked;
    this.#answer = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // Nobody may have asked.
    this.#answer.catch(() => {});
  }

  /** Once, and only to the very same question. */
  take<C extends CommandName>(
    command: C,
    payload: CommandInput<C>,
  ): Promise<CommandData<C>> | null {
    const isSame = JSON.stringify({ command, payload }) === JSON.stringify(this.asked);
    if (this.#isTaken || !isSame) return null;
    this.#isTaken = true;
    return this.#answer as Promise<CommandData<C>>;
  }

  settle(result: Result<unknown>): void {
    if (result.ok) this.#resolve(result.data);
    else this.#reject(new ApiClientError(result.error));
  }

  /** No answer will come any more, or none came in time. */
  fail(error: ApiClientError): void {
    this.#reject(error);
  }
}
