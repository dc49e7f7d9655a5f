import { useValue } from '../../hooks/useValue';
import type { ChatLog, ChatSnapshot } from './chat-log';

/** The chat as it stands, and a render at each change. */
export function useChat(log: ChatLog): ChatSnapshot {
  return useValue(log.snapshot);
}
