import { useValue, useValuePart } from '../../hooks/useValue';
import type { ChatLog, ChatSnapshot } from './chat-log';

/** The chat as it stands, and a render at each change. */
export function useChat(log: ChatLog): ChatSnapshot {
  return useValue(log.snapshot);
}

/** How many messages came while nobody looked. */
export function useUnread(log: ChatLog): number {
  return useValuePart(log.snapshot, ({ unread }) => unread);
}
