import Box from '@mui/material/Box';
import { nameLabel } from '@parley/shared/participants';
import { isolate } from '../../lib/isolate';
import { unreadLabel } from '../../call-ui/unread-label';
import { visuallyHidden } from '../../ui/visually-hidden';
import type { ChatLog } from './chat-log';
import { useChat } from './useChat';

/** Announces new messages to screen readers while the chat is closed, without their text. */
export function UnreadNews({ log }: { log: ChatLog }) {
  const { messages, unread, selfId } = useChat(log);
  const writer = messages.findLast(({ sender }) => sender.id !== selfId)?.sender;
  return (
    <Box role="status" sx={visuallyHidden}>
      {/* With the count: screen readers do not announce the same text twice. */}
      {unread > 0 && writer && `${isolate(nameLabel(writer))} wrote. ${unreadLabel(unread)}.`}
    </Box>
  );
}
