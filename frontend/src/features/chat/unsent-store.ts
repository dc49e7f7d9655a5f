import { z } from 'zod';
import { createLog } from '../../core/log';
import { unsentKey } from './forget-unsent';

const log = createLog('chat');

/** A message without an ack. */
export interface OutgoingMessage {
  readonly clientId: string;
  readonly text: string;
  /** ISO 8601 by the estimated server clock; shown until the ack has the real time. */
  readonly writtenAt: string;
  /** `failed`: refused permanently, for the reason in `problem`. A pending message is retried. */
  readonly status: 'pending' | 'failed';
  readonly problem?: string;
}

/** Stores unsent messages for a reload. */
export interface UnsentStore {
  read(): OutgoingMessage[];
  write(messages: readonly OutgoingMessage[]): void;
}

const unsentSchema = z.array(
  z.object({
    clientId: z.string(),
    text: z.string(),
    writtenAt: z.string(),
    status: z.enum(['pending', 'failed']),
    problem: z.string().optional(),
  }),
);

/**
 * A store in the session storage, so that two tabs never send the same message, with a key per
 * account and room. Invalid stored data count as empty.
 */
export function createUnsentStore(
  storage: () => Storage,
  accountId: string,
  code: string,
): UnsentStore {
  const key = unsentKey(accountId, code);
  return {
    read() {
      try {
        return unsentSchema.parse(JSON.parse(storage().getItem(key) ?? '[]'));
      } catch (error) {
        log.debug('unsent messages cannot be read', { error });
        return [];
      }
    },
    write(messages) {
      try {
        if (messages.length === 0) storage().removeItem(key);
        else storage().setItem(key, JSON.stringify(messages));
      } catch (error) {
        // Storage is blocked or full. The messages still wait in memory.
        log.debug('unsent messages cannot be stored', { error });
      }
    },
  };
}
