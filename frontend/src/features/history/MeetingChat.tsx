import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import type { Message } from '@parley/shared/chat';
import { memo } from 'react';
import { continues } from '../../lib/continues';
import { EmptyState } from '../../ui/EmptyState';
import { LinkedText } from '../../ui/LinkedText';
import { MessageHead } from '../../ui/MessageHead';
import { LoadError } from '../../ui/LoadError';
import { RowsSkeleton } from '../../ui/Row';
import { Section } from '../../ui/Section';
import { useMeetingMessages } from './history-api';

/** The chat of a past meeting. */
export function MeetingChat({ id }: { id: string }) {
  return (
    <Section title="Chat">
      <Messages id={id} />
    </Section>
  );
}

function Messages({ id }: { id: string }) {
  const chat = useMeetingMessages(id);
  if (chat.isPending) return <RowsSkeleton rows={3} label="the chat" />;
  const messages = chat.data?.pages.flatMap((page) => page.messages) ?? [];
  const retry = () => void (chat.data === undefined ? chat.refetch() : chat.fetchNextPage());
  return (
    <>
      {chat.data !== undefined && messages.length === 0 && (
        <EmptyState text="Nothing was written in this meeting." />
      )}
      {messages.length > 0 && (
        <Box
          component="ol"
          aria-label="Messages"
          sx={{
            listStyle: 'none',
            margin: 0,
            padding: 2,
            border: 1,
            borderColor: 'divider',
            borderRadius: 1,
            bgcolor: 'background.paper',
          }}
        >
          {messages.map((message, index) => (
            <ChatLine
              key={message.id}
              message={message}
              isContinued={continues(message, messages[index - 1])}
            />
          ))}
        </Box>
      )}
      {chat.isError && <LoadError error={chat.error} onRetry={retry} />}
      {chat.hasNextPage && !chat.isError && <RowsSkeleton rows={3} label="more messages" />}
    </>
  );
}

interface ChatLineProps {
  message: Message;
  isContinued: boolean;
}

/** Memoised: thousands of lines do not render again while more load. */
const ChatLine = memo(function ChatLine({ message, isContinued }: ChatLineProps) {
  return (
    <Box
      component="li"
      sx={{
        paddingTop: isContinued ? 0.5 : 2,
        '&:first-of-type': { paddingTop: 0 },
        contentVisibility: 'auto',
        containIntrinsicSize: 'auto 48px',
        breakInside: 'avoid',
        '@media print': { contentVisibility: 'visible' },
      }}
    >
      {!isContinued && <MessageHead message={message} />}
      <Typography
        component="div"
        dir="auto"
        sx={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', unicodeBidi: 'plaintext' }}
      >
        <LinkedText text={message.text} />
      </Typography>
    </Box>
  );
});
