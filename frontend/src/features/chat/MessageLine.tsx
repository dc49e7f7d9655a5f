import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import type { Message } from '@parley/shared/chat';
import { memo, type ReactNode } from 'react';
import { LinkedText } from '../../ui/LinkedText';
import { MessageHead } from '../../ui/MessageHead';
import type { OutgoingMessage } from './unsent-store';

interface MessageLineProps {
  message: Message;
  isOwn: boolean;
  /** Whether it follows a message of the same sender, so that the name is hidden. */
  isContinued: boolean;
}

/** A message of the server. */
export const MessageLine = memo(function MessageLine(props: MessageLineProps) {
  const { message, isOwn, isContinued } = props;
  return (
    <Box data-message sx={{ paddingTop: isContinued ? 0.25 : 1.5 }}>
      {!isContinued && <MessageHead message={message} isOwn={isOwn} />}
      <MessageText>
        <LinkedText text={message.text} />
      </MessageText>
    </Box>
  );
});

interface OutgoingLineProps {
  message: OutgoingMessage;
  onRetry: () => void;
  /** Puts the text back into the field. */
  onEdit: () => void;
  onDiscard: () => void;
}

/** A message without an ack. */
export function OutgoingLine({ message, onRetry, onEdit, onDiscard }: OutgoingLineProps) {
  const isFailed = message.status === 'failed';
  return (
    <Box sx={{ paddingTop: 1.5 }}>
      <Typography sx={{ fontSize: 13, color: 'text.secondary' }}>
        You · {isFailed ? 'not sent' : 'sending…'}
      </Typography>
      <MessageText>
        <LinkedText text={message.text} />
      </MessageText>
      {isFailed && (
        <Typography role="alert" sx={{ fontSize: 13, color: 'error.main' }}>
          {message.problem}{' '}
          <Button size="small" onClick={onRetry}>
            Try again
          </Button>
          <Button size="small" onClick={onEdit}>
            Edit
          </Button>
          <Button size="small" onClick={onDiscard}>
            Discard
          </Button>
        </Typography>
      )}
    </Box>
  );
}

/** Each line has its own direction. */
const USER_TEXT = {
  whiteSpace: 'pre-wrap',
  overflowWrap: 'anywhere',
  unicodeBidi: 'plaintext',
};

const MessageText = ({ children }: { children: ReactNode }) => (
  <Typography component="div" dir="auto" sx={{ fontSize: 15, lineHeight: 1.45, ...USER_TEXT }}>
    {children}
  </Typography>
);
