import Send from '@mui/icons-material/Send';
import Box from '@mui/material/Box';
import IconButton from '@mui/material/IconButton';
import TextField from '@mui/material/TextField';
import { MAX_MESSAGE_LENGTH, messageTextSchema } from '@parley/shared/chat';
import { cleanText, textLength } from '@parley/shared/text';
import { useEffect, useRef } from 'react';
import { useValue } from '../../hooks/useValue';
import type { ChatLog } from './chat-log';
import { isSendKey } from './send-key';
import { useChat } from './useChat';

/** From this length on, the field shows how many characters are left. */
const NEAR_LIMIT = MAX_MESSAGE_LENGTH - 200;

interface ChatComposerProps {
  log: ChatLog;
  /** Why the user cannot write now; the draft stays. */
  refusal?: string | undefined;
}

/** The field for a message. Enter sends, Shift+Enter starts a new line. */
export function ChatComposer({ log, refusal }: ChatComposerProps) {
  const text = useValue(log.draft);
  const problem = useValue(log.problem);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    // On a touch device, the focus would open a keyboard over half of the call.
    if (window.matchMedia('(hover: hover)').matches) field.current?.focus();
  }, []);
  const refused = useChat(log).outgoing.find(({ status }) => status === 'failed')?.clientId;
  useEffect(() => {
    // If the user is writing, the refused message stays in the log with buttons.
    if (refused !== undefined && text === '') log.takeBack(refused);
  }, [log, refused, text]);
  const length = textLength(cleanText(text));
  const isTooLong = length > MAX_MESSAGE_LENGTH;
  const submit = (): void => {
    if (length === 0 || isTooLong || refusal !== undefined) return;
    const message = messageTextSchema.safeParse(text);
    if (!message.success) {
      log.problem.set(message.error.issues[0]?.message ?? null);
      return;
    }
    log.problem.set(null);
    log.send(message.data);
    log.draft.set('');
    field.current?.focus();
  };
  return (
    <Box
      component="form"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
      sx={{
        display: 'flex',
        alignItems: 'flex-end',
        gap: 1,
        padding: 1.5,
        // At a zoom of 400 %, the messages need the room.
        '@media (max-height: 359.95px)': { paddingBlock: 0.75 },
      }}
    >
      <TextField
        label="Message"
        inputRef={field}
        size="small"
        fullWidth
        multiline
        maxRows={5}
        value={text}
        disabled={refusal !== undefined}
        error={isTooLong || problem !== null}
        helperText={
          refusal !== undefined ? (
            <span role="status">{refusal}</span>
          ) : problem !== null ? (
            <span role="alert">Not sent. {problem}</span>
          ) : length > NEAR_LIMIT ? (
            `${MAX_MESSAGE_LENGTH - length} characters left`
          ) : undefined
        }
        slotProps={{ htmlInput: { dir: 'auto' } }}
        onChange={({ target }) => {
          log.draft.set(target.value);
          log.problem.set(null);
        }}
        onKeyDown={(event) => {
          if (!isSendKey(event.nativeEvent)) return;
          event.preventDefault();
          submit();
        }}
      />
      <IconButton
        type="submit"
        aria-label="Send"
        disabled={length === 0 || isTooLong || refusal !== undefined}
        sx={{ width: 44, height: 44 }}
      >
        <Send />
      </IconButton>
    </Box>
  );
}
