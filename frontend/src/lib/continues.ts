import type { Message } from '@parley/shared/chat';

/** Whether a message has the same sender and name as the one before, so that we hide its name. */
export function continues({ sender }: Message, before: Message | undefined): boolean {
  return (
    sender.id === before?.sender.id &&
    sender.displayName === before.sender.displayName &&
    sender.nameNumber === before.sender.nameNumber
  );
}
