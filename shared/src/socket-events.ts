import type { z } from 'zod';
import { authCommands, authFacts } from './auth';
import { chatCommands, chatFacts } from './chat';
import { mediaCommands } from './media';
import { measurementCommands } from './measurements';
import { meetingCommands, meetingFacts } from './meetings';
import type { Result } from './result';
import { signalingCommands, signalingFacts } from './signaling';

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
export const socketFacts = { ...authFacts, ...meetingFacts, ...signalingFacts, ...chatFacts };

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

/** How the handshake carries the access token. */
export interface HandshakeAuth {
  token: string;
}
