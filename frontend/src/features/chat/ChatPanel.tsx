import Box from '@mui/material/Box';
import Chip from '@mui/material/Chip';
import Typography from '@mui/material/Typography';
import type { ChatUsage } from '@parley/shared/chat';
import type { Retention } from '@parley/shared/retention';
import { useEffect } from 'react';
import type { LineTools } from '../../call-ui/line-tools';
import { continues } from '../../lib/continues';
import { RecordNotice } from '../../ui/RecordNotice';
import { ChatComposer } from './ChatComposer';
import type { ChatLog } from './chat-log';
import { EarlierMessages } from './EarlierMessages';
import { moveBetweenLines } from './line-focus';
import { MessageLine, OutgoingLine } from './MessageLine';
import { useChat } from './useChat';
import { useChatScroll } from './useChatScroll';

interface ChatPanelProps {
  log: ChatLog;
  /** How long the record is kept; null: not known. */
  retention?: Retention | null;
  /** Why the user cannot write now. */
  refusal?: string | undefined;
  /** What users can do with the lines. */
  tools?: LineTools | undefined;
}

/** The messages of the meeting and the field for another one. */
export function ChatPanel({ log, retention = null, refusal, tools }: ChatPanelProps) {
  const { messages, outgoing, hasEarlier, selfId, usage } = useChat(log);
  const { ref, isAtEnd, toEnd, onScroll } = useChatScroll({
    length: messages.length + outgoing.length,
    firstId: messages[0]?.id,
  });
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
        onKeyDown={moveBetweenLines}
        role="log"
        aria-label="Chat"
        tabIndex={0}
        sx={{
          flex: 1,
          overflowY: 'auto',
          // `useChatScroll` anchors instead: some browsers never do, and none does at the very top.
          overflowAnchor: 'none',
          paddingInline: 2,
          paddingBlock: 1,
        }}
      >
        {hasEarlier ? (
          <EarlierMessages log={log} onLastLoaded={() => ref.current?.focus()} />
        ) : (
          <RecordNotice retention={retention} />
        )}
        {isEmpty && (
          <Typography sx={{ color: 'text.secondary', paddingBlock: 2 }}>
            No messages yet.
          </Typography>
        )}
        {messages.map((message, index) => (
          <MessageLine
            key={message.id}
            message={message}
            isOwn={message.sender.id === selfId}
            isContinued={continues(message, messages[index - 1])}
            tools={tools}
          />
        ))}
        {outgoing.map((message) => (
          <OutgoingLine
            key={message.clientId}
            message={message}
            onRetry={() => log.retry(message.clientId)}
            onEdit={() => log.takeBack(message.clientId)}
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
      <ChatComposer log={log} refusal={refusal} />
    </Box>
  );
}

const USAGE_WORDS: Readonly<Record<ChatUsage['of'], (percent: number) => string>> = {
  meeting: (percent) => `The chat of this meeting is ${percent} % full.`,
  account: (percent) => `You have written ${percent} % of what one account may write in a day.`,
  owner: (percent) =>
    `The records of the owner of this room use ${percent} % of their space. When it is full, nothing more can be written until the owner deletes records or the person who runs this server raises the limit.`,
};

/** Warns before a quota is reached. */
function UsageLine({ usage: { of, percent } }: { usage: ChatUsage }) {
  return (
    <Typography
      role="status"
      sx={{ fontSize: 13, color: 'warning.main', paddingInline: 2, paddingTop: 1 }}
    >
      {USAGE_WORDS[of](percent)}
    </Typography>
  );
}
