import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Chip from '@mui/material/Chip';
import Typography from '@mui/material/Typography';
import type { ChatUsage } from '@parley/shared/chat';
import { enqueueSnackbar } from 'notistack';
import { useEffect } from 'react';
import { errorMessage } from '../../lib/error-messages';
import { RecordNotice } from '../../ui/RecordNotice';
import { ChatComposer } from './ChatComposer';
import type { ChatLog } from './chat-log';
import { MessageLine, OutgoingLine } from './MessageLine';
import { useChat } from './useChat';
import { useStickToEnd } from './useStickToEnd';

const sayWhy = (error: unknown): void => {
  enqueueSnackbar(errorMessage(error), { variant: 'error' });
};

/** What was said, and a field to say more. */
export function ChatPanel({ log }: { log: ChatLog }) {
  const { messages, outgoing, hasEarlier, selfId, usage } = useChat(log);
  const { ref, isAtEnd, toEnd, onScroll } = useStickToEnd(messages.length + outgoing.length);
  useEffect(() => {
    log.setOpen(true);
    return () => log.setOpen(false);
  }, [log]);
  const isEmpty = messages.length + outgoing.length === 0;
  return (
    <Box
      sx={{ position: 'relative', display: 'flex', flexDirection: 'column', minHeight: 0, flex: 1 }}
    >
      <Box
        ref={ref}
        onScroll={onScroll}
        role="log"
        aria-label="Chat"
        tabIndex={0}
        sx={{ flex: 1, overflowY: 'auto', paddingInline: 2, paddingBlock: 1 }}
      >
        {hasEarlier && (
          <Button size="small" fullWidth onClick={() => void log.loadEarlier().catch(sayWhy)}>
            Show earlier messages
          </Button>
        )}
        {!hasEarlier && <RecordNotice />}
        {isEmpty && (
          <Typography sx={{ color: 'text.secondary', paddingBlock: 2 }}>
            Nothing was said yet.
          </Typography>
        )}
        {messages.map((message, index) => (
          <MessageLine
            key={message.id}
            message={message}
            isOwn={message.sender.id === selfId}
            isContinued={messages[index - 1]?.sender.id === message.sender.id}
          />
        ))}
        {outgoing.map((message) => (
          <OutgoingLine
            key={message.clientId}
            message={message}
            onRetry={() => log.retry(message.clientId)}
            onDiscard={() => log.discard(message.clientId)}
          />
        ))}
      </Box>
      {!isAtEnd && (
        <Chip
          label="Go to the latest"
          onClick={toEnd}
          sx={{ position: 'absolute', bottom: 76, left: '50%', translate: '-50%' }}
        />
      )}
      {usage && <UsageLine usage={usage} />}
      <ChatComposer log={log} />
    </Box>
  );
}

/** Said before the limit is reached, so that nobody is stopped in the middle of a sentence. */
function UsageLine({ usage: { of, percent } }: { usage: ChatUsage }) {
  return (
    <Typography
      role="status"
      sx={{ fontSize: 13, color: 'warning.main', paddingInline: 2, paddingTop: 1 }}
    >
      {of === 'meeting'
        ? `The chat of this meeting is ${percent} % full.`
        : `You have written ${percent} % of what one account may write in a day.`}
    </Typography>
  );
}
