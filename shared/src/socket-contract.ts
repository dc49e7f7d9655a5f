import type { z } from 'zod';

/** Rate class of a command; `backend/src/limits.ts` gives each class its token bucket. */
export type RateClass = 'signal' | 'chat' | 'state' | 'join';

/**
 * A command from client to server. A command without rate class does not compile;
 * neither does one without a rule in `policy.ts`.
 */
export interface SocketCommand {
  readonly summary: string;
  readonly rate: RateClass;
  readonly payload: z.ZodType;
  readonly ack: z.ZodType;
}

/** An event from server to clients, named in the past tense. */
export interface SocketEvent {
  readonly summary: string;
  readonly payload: z.ZodType;
}

/** Keeps the literal types of commands while it checks their shape. */
export const defineCommands = <T extends Record<string, SocketCommand>>(commands: T): T => commands;

/** Keeps the literal types of events while it checks their shape. */
export const defineEvents = <T extends Record<string, SocketEvent>>(events: T): T => events;
