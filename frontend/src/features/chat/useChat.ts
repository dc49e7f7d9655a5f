import { useValue, useValuePart } from '../../hooks/useValue';
import type { ChatLog, ChatSnapshot } from './chat-log';

/** The chat, with a render at each change. */
export function useChat(log: ChatLog): ChatSnapshot {
  return useValue(log.snapshot);
}

/** The number of unread messages, with a render at each change. */
export function useUnread(log: ChatLog): number {
  return useValuePart(log.snapshot, ({ unread }) => unread);
}
