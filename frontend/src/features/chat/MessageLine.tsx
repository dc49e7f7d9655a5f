import MoreHoriz from '@mui/icons-material/MoreHoriz';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import Typography from '@mui/material/Typography';
import type { Message } from '@parley/shared/chat';
import { nameLabel } from '@parley/shared/participants';
import { memo, type ReactNode, useId, useRef, useState } from 'react';
import type { LineTools } from '../../call-ui/line-tools';
import { LinkedText } from '../../ui/LinkedText';
import { MessageHead } from '../../ui/MessageHead';
import type { OutgoingMessage } from './unsent-store';

interface MessageLineProps {
  message: Message;
  isOwn: boolean;
  /** Whether it follows a message of the same sender, so that the name is hidden. */
  isContinued: boolean;
  tools: LineTools | undefined;
}

/** A message of the server. Arrow keys move the focus between messages, Enter opens the menu. */
export const MessageLine = memo(function MessageLine(props: MessageLineProps) {
  const { message, isOwn, isContinued, tools } = props;
  const id = useId();
  const more = useRef<HTMLButtonElement>(null);
  const [hasFocus, setHasFocus] = useState(false);
  const openMenu = (): void => {
    if (more.current !== null) tools?.openMenu(message, more.current);
  };
  return (
    <Line
      data-message
      role="article"
      tabIndex={-1}
      aria-labelledby={`${isContinued ? '' : `${id}-head`} ${id}-text`}
      onFocus={() => setHasFocus(true)}
      onBlur={() => setHasFocus(false)}
      onKeyDown={(event) => {
        const isOnLine = event.target === event.currentTarget;
        if (isOnLine && OPENING_KEYS.includes(event.key)) openMenu();
        else if (!tools?.press(message, event.nativeEvent)) return;
        event.preventDefault();
      }}
      style={{ paddingTop: isContinued ? 2 : 12 }}
    >
      {!isContinued && (
        <div id={`${id}-head`}>
          <MessageHead message={message} isOwn={isOwn} />
        </div>
      )}
      <div id={`${id}-text`}>
        {message.retractedAt === undefined ? (
          <MessageText>
            <LinkedText text={message.text} />
          </MessageText>
        ) : (
          <Removed message={message} isOwn={isOwn} />
        )}
      </div>
      {tools?.renderMarks(message)}
      {tools && (
        <MoreButton
          ref={more}
          type="button"
          aria-label="More about this line"
          aria-haspopup="menu"
          // Only that of the focused line is a stop of the Tab key.
          tabIndex={hasFocus ? 0 : -1}
          onClick={openMenu}
        >
          <MoreHoriz fontSize="small" />
        </MoreButton>
      )}
    </Line>
  );
});

const OPENING_KEYS: readonly string[] = ['Enter', ' ', 'ContextMenu'];

const RING = { outline: '2px solid', outlineOffset: '-2px' };

/** A chat has thousands of lines: these two elements are no components of Material UI. */
const Line = styled('div')(({ theme }) => ({
  position: 'relative',
  borderRadius: 8,
  // The background of the present line is wider than the text.
  marginInline: -8,
  paddingInline: 8,
  paddingBottom: 2,
  '&:focus-visible': RING,
  '&:hover, &:focus-within': {
    backgroundColor: theme.palette.action.hover,
    '& > button': { opacity: 1, pointerEvents: 'auto' },
  },
}));

/** Shown on the line with the pointer or the focus; a tap focuses a line. */
const MoreButton = styled('button')(({ theme }) => ({
  position: 'absolute',
  insetBlockStart: 2,
  insetInlineEnd: 2,
  width: 32,
  height: 32,
  display: 'grid',
  placeItems: 'center',
  padding: 0,
  borderRadius: 8,
  border: `1px solid ${theme.palette.divider}`,
  backgroundColor: theme.palette.background.paper,
  color: theme.palette.text.primary,
  cursor: 'pointer',
  opacity: 0,
  pointerEvents: 'none',
  '&:hover': { backgroundColor: theme.palette.background.default },
  '&:focus-visible': RING,
  '@media (hover: none)': { width: 44, height: 44 },
}));

/** Stands for a text that its sender has removed. */
function Removed({ message, isOwn }: { message: Message; isOwn: boolean }) {
  return (
    <Typography sx={{ fontSize: 14, fontStyle: 'italic', color: 'text.secondary' }}>
      removed by {isOwn ? 'you' : <bdi>{nameLabel(message.sender)}</bdi>}
    </Typography>
  );
}

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
