import type { Message } from '@parley/shared/chat';

/** Whether a message follows one of the same sender by the same name, which need not be said again. */
export function continues({ sender }: Message, before: Message | undefined): boolean {
  return (
    sender.id === before?.sender.id &&
    sender.displayName === before.sender.displayName &&
    sender.nameNumber === before.sender.nameNumber
  );
}
