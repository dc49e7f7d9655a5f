import type { Result } from '@parley/shared/result';
import { refusalOf, type Subject } from '@parley/shared/policy';
import {
  socketCommands,
  type CommandData,
  type CommandName,
  type CommandPayload,
} from '@parley/shared/socket-events';
import { AppError, parseInput, toApiError, toAppError } from './errors';
import type { Logger } from './logger';
import type { Metrics } from './metrics';
import type { ParleySocket } from './parley-socket';
import type { SecurityLog } from './security-log';
import type { SocketGuard } from './socket-guard';

export type CommandHandler<C extends CommandName> = (
  payload: CommandPayload<C>,
  socket: ParleySocket,
) => Promise<CommandData<C>> | CommandData<C>;

export type Ack = (result: Result<unknown>) => void;

export interface CommandDispatcher {
  /** Sets the one handler of a command. @throws {Error} if the command has one */
  onCommand<C extends CommandName>(command: C, handler: CommandHandler<C>): void;
  /** Sets how the subject of the policy is found for a socket. Must be called before commands come. */
  describeWith(subjectOf: (socket: ParleySocket) => Subject): void;
  /**
   * Checks the policy again, for a command whose turn comes later.
   * @throws {AppError} the refusal
   */
  assertMay(command: CommandName, socket: ParleySocket): void;
  /** Runs a command and acks it, if the client asked for an ack. Never throws. */
  dispatch(socket: ParleySocket, command: string, payload: unknown, ack: Ack | null): void;
}

/**
 * Creates the path that every command takes: the guard counts it, the contract's schema parses the
 * payload, the policy decides (`shared/src/policy.ts`), then the handler runs. The ack is `{ ok: true, data }`
 * or `{ ok: false, error }`. Undeclared commands, and commands without a handler, get
 * `UNKNOWN_EVENT`.
 */
export function createCommandDispatcher(
  guard: SocketGuard,
  logger: Logger,
  security: SecurityLog,
  metrics: Pick<Metrics, 'acked' | 'answeredError'>,
): CommandDispatcher {
  const handlers = new Map<string, CommandHandler<CommandName>>();
  let subjectOf: (socket: ParleySocket) => Subject = () => {
    throw new AppError('UNAVAILABLE');
  };

  function assertMay(command: CommandName, socket: ParleySocket): void {
    const refusal = refusalOf(command, subjectOf(socket));
    if (refusal !== null) throw new AppError(refusal);
  }

  function run(socket: ParleySocket, command: string, payload: unknown): unknown {
    const handler = handlers.get(command);
    if (handler === undefined || !Object.hasOwn(socketCommands, command)) {
      guard.take(socket, 'state');
      throw new AppError('UNKNOWN_EVENT');
    }
    const contract = socketCommands[command as CommandName];
    guard.take(socket, contract.rate);
    const input = parseInput(contract.payload, payload) as CommandPayload<CommandName>;
    assertMay(command as CommandName, socket);
    return handler(input, socket);
  }

  function refuse(socket: ParleySocket, command: string, ack: Ack | null, thrown: unknown): void {
    const error = toAppError(thrown);
    if (error.status >= 500) {
      logger.error({ socketId: socket.id, event: command, code: error.code, err: error.cause });
    }
    ack?.({ ok: false, error: toApiError(error) });
    metrics.answeredError('socket', error.code);
    noteRefusal(security, socket, command, error);
    if (error.code === 'VALIDATION_FAILED') guard.noteWrong(socket);
  }

  function ackLater(
    socket: ParleySocket,
    command: string,
    ack: Ack | null,
    promise: Promise<unknown>,
    since: number,
  ): void {
    promise.then(
      (data) => {
        ack?.({ ok: true, data });
        measure(command, 'ok', since);
      },
      (thrown: unknown) => {
        refuse(socket, command, ack, thrown);
        measure(command, toAppError(thrown).status >= 500 ? 'failed' : 'refused', since);
      },
    );
  }

  /** Only commands with asynchronous handlers: the others take no time that one could see. */
  function measure(command: string, outcome: 'ok' | 'refused' | 'failed', since: number): void {
    metrics.acked(command as CommandName, outcome, (performance.now() - since) / 1_000);
  }

  return {
    onCommand(command, handler) {
      if (handlers.has(command)) throw new Error(`${command} has a handler already`);
      handlers.set(command, handler);
    },
    assertMay,
    describeWith: (describe) => void (subjectOf = describe),
    dispatch(socket, command, payload, ack) {
      const since = performance.now();
      let data: unknown;
      try {
        data = run(socket, command, payload);
      } catch (thrown) {
        return refuse(socket, command, ack, thrown);
      }
      // Synchronous handlers, such as the relay of a signal, must not cost a promise.
      if (data instanceof Promise) return ackLater(socket, command, ack, data, since);
      ack?.({ ok: true, data });
    },
  };
}

function noteRefusal(
  security: SecurityLog,
  { data: { identity, address } }: ParleySocket,
  command: string,
  { code, status }: AppError,
): void {
  if (status !== 403 && status !== 404 && status !== 429) return;
  const { userId, sessionId } = identity;
  // Clients choose the names of undeclared commands, so those do not go into the log.
  const target = Object.hasOwn(socketCommands, command) ? command : undefined;
  const details = { userId, sessionId, address, reason: code, target };
  security.note(status === 429 ? 'limit reached' : 'access denied', details);
}
