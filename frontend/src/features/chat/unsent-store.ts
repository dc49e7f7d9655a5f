import { z } from 'zod';
import type { OutgoingMessage } from './chat-outbox';
import { unsentKey } from './forget-unsent';

/** Where messages that were not acknowledged outlive a reload of the page. */
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
 * Keeps them in the storage of this tab alone, so that two tabs never send the same message, and
 * apart for each account and room. What is there and is no list of messages counts as nothing.
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
      } catch {
        return [];
      }
    },
    write(messages) {
      try {
        if (messages.length === 0) storage().removeItem(key);
        else storage().setItem(key, JSON.stringify(messages));
      } catch {
        // Blocked or full: the messages still wait in the page.
      }
    },
  };
}
