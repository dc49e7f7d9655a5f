import { z } from 'zod';
import { authCommands, authEvents } from './auth';
import { chatCommands, chatEvents } from './chat';
import { connectionCommands } from './connections';
import { entryCommands, entryEvents } from './entry';
import { apiErrorSchema } from './errors';
import { hostCommands, hostEvents } from './host-controls';
import { iceCommands } from './ice';
import { joinTimingCommands } from './join-timing';
import { lineEvents } from './lines';
import { markEvents } from './marks';
import { routeCommands, routeEvents } from './media-route';
import { meetingCommands, meetingEvents } from './meetings';
import type { Result } from './result';
import { signalingCommands, signalingEvents } from './signaling';
import { defineEvents } from './socket-contract';

/** All commands that a client may send. */
export const socketCommands = {
  ...authCommands,
  ...meetingCommands,
  ...routeCommands,
  ...entryCommands,
  ...hostCommands,
  ...connectionCommands,
  ...iceCommands,
  ...joinTimingCommands,
  ...signalingCommands,
  ...chatCommands,
};

/** All events that the server sends. */
export const socketEvents = {
  ...authEvents,
  ...meetingEvents,
  ...routeEvents,
  ...entryEvents,
  ...hostEvents,
  ...signalingEvents,
  ...chatEvents,
  ...lineEvents,
  ...markEvents,
  ...defineEvents({
    'handshake:ack': {
      summary: 'The ack of the command that travelled with the handshake.',
      payload: z.union([
        z.strictObject({ ok: z.literal(true), data: z.unknown() }),
        z.strictObject({ ok: z.literal(false), error: apiErrorSchema }),
      ]),
    },
  }),
};

export type CommandName = keyof typeof socketCommands;
export type EventName = keyof typeof socketEvents;

export type CommandPayload<C extends CommandName> = z.output<(typeof socketCommands)[C]['payload']>;
export type CommandInput<C extends CommandName> = z.input<(typeof socketCommands)[C]['payload']>;
export type CommandData<C extends CommandName> = z.output<(typeof socketCommands)[C]['ack']>;
export type EventPayload<F extends EventName> = z.output<(typeof socketEvents)[F]['payload']>;

/** Event maps for Socket.IO's generics. */
export type ClientToServerEvents = {
  [C in CommandName]: (
    payload: CommandInput<C>,
    ack: (result: Result<CommandData<C>>) => void,
  ) => void;
};
export type ServerToClientEvents = { [F in EventName]: (payload: EventPayload<F>) => void };

/**
 * The handshake's `auth`: the access token and, to save a round trip, the command that the client
 * would send first. The event `handshake:ack` is the ack of that command (docs/decisions/013).
 */
export const handshakeAuthSchema = z.object({
  token: z.string(),
  first: z
    .strictObject({ command: z.enum(['room:watch', 'meeting:join']), payload: z.unknown() })
    .optional(),
});
export type HandshakeAuth = z.infer<typeof handshakeAuthSchema>;

/** A command that may travel with the handshake. */
export type HandshakeCommand = {
  [C in 'room:watch' | 'meeting:join']: { command: C; payload: CommandInput<C> };
}['room:watch' | 'meeting:join'];
