import type { z } from 'zod';

/**
 * Who may send a command: any authenticated account; only somebody who holds a seat in the meeting
 * that this socket joined; or (`present`) also somebody on the page before joining it.
 */
export type CommandPolicy = 'account' | 'participant' | 'peer';

/** Rate class of a command; the server's configuration gives each class its bucket. */
export type RateClass = 'signal' | 'chat' | 'state' | 'join';

/** A command from client to server. A command without policy or rate class does not compile. */
export interface SocketCommand {
  readonly summary: string;
  readonly policy: CommandPolicy;
  readonly rate: RateClass;
  readonly payload: z.ZodType;
  readonly ack: z.ZodType;
}

/** A fact from server to clients, in the past tense. */
export interface SocketEvent {
  readonly summary: string;
  readonly payload: z.ZodType;
}

export const defineCommands = <T extends Record<string, SocketCommand>>(commands: T): T => commands;
export const defineEvents = <T extends Record<string, SocketEvent>>(facts: T): T => facts;
