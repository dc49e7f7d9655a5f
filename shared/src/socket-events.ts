import { z } from 'zod';
import { authCommands, authFacts } from './auth';
import { chatCommands, chatFacts } from './chat';
import { apiErrorSchema } from './errors';
import { mediaCommands } from './media';
import { measurementCommands } from './measurements';
import { meetingCommands, meetingFacts } from './meetings';
import type { Result } from './result';
import { signalingCommands, signalingFacts } from './signaling';
import { defineFacts } from './socket-contract';

/** All commands that a client may send. */
export const socketCommands = {
  ...authCommands,
  ...meetingCommands,
  ...mediaCommands,
  ...measurementCommands,
  ...signalingCommands,
  ...chatCommands,
};

/** All facts that the server tells. */
export const socketFacts = {
  ...authFacts,
  ...meetingFacts,
  ...signalingFacts,
  ...chatFacts,
  ...defineFacts({
    'first:answered': {
      summary: 'The answer to the command that travelled with the connection.',
      payload: z.union([
        z.strictObject({ ok: z.literal(true), data: z.unknown() }),
        z.strictObject({ ok: z.literal(false), error: apiErrorSchema }),
      ]),
    },
  }),
};

export type CommandName = keyof typeof socketCommands;
export type FactName = keyof typeof socketFacts;

export type CommandPayload<C extends CommandName> = z.output<(typeof socketCommands)[C]['payload']>;
export type CommandInput<C extends CommandName> = z.input<(typeof socketCommands)[C]['payload']>;
export type CommandData<C extends CommandName> = z.output<(typeof socketCommands)[C]['ack']>;
export type FactPayload<F extends FactName> = z.output<(typeof socketFacts)[F]['payload']>;

/** Event maps for Socket.IO's generics. */
export type ClientToServerEvents = {
  [C in CommandName]: (
    payload: CommandInput<C>,
    ack: (result: Result<CommandData<C>>) => void,
  ) => void;
};
export type ServerToClientEvents = { [F in FactName]: (payload: FactPayload<F>) => void };

/**
 * What the handshake carries: the access token, and what would be asked as soon as the connection
 * stands. That travels with it and spares a round trip; `first:answered` is its ack.
 */
export const handshakeAuthSchema = z.object({
  token: z.string(),
  first: z
    .strictObject({ command: z.enum(['room:watch', 'meeting:join']), payload: z.unknown() })
    .optional(),
});
export type HandshakeAuth = z.infer<typeof handshakeAuthSchema>;

/** A command that may travel with the connection. */
export type FirstCommand = {
  [C in 'room:watch' | 'meeting:join']: { command: C; payload: CommandInput<C> };
}['room:watch' | 'meeting:join'];
