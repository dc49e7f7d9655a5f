import Send from '@mui/icons-material/Send';
import Box from '@mui/material/Box';
import IconButton from '@mui/material/IconButton';
import TextField from '@mui/material/TextField';
import { MAX_MESSAGE_LENGTH } from '@parley/shared/chat';
import { useEffect, useRef } from 'react';
import { useValue } from '../../hooks/useValue';
import type { ChatLog } from './chat-log';

/** From here on the number of characters left is shown. */
const NEAR_LIMIT = MAX_MESSAGE_LENGTH - 200;

/** Enter sends, Shift and Enter make a new line. */
export function ChatComposer({ log }: { log: ChatLog }) {
  const text = useValue(log.draft);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    // Where there is no keyboard, focus would cover half of the call with one.
    if (window.matchMedia('(hover: hover)').matches) field.current?.focus();
  }, []);
  const length = text.trim().length;
  const isTooLong = length > MAX_MESSAGE_LENGTH;
  const submit = (): void => {
    if (length === 0 || isTooLong) return;
    log.send(text.trim());
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
        // At a zoom of 400 % the messages need the room.
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
        error={isTooLong}
        helperText={
          length > NEAR_LIMIT ? `${MAX_MESSAGE_LENGTH - length} characters left` : undefined
        }
        onChange={({ target }) => log.draft.set(target.value)}
        onKeyDown={(event) => {
          // While an input method composes, Enter picks a candidate.
          if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          submit();
        }}
      />
      <IconButton
        type="submit"
        aria-label="Send"
        disabled={length === 0 || isTooLong}
        sx={{ width: 44, height: 44 }}
      >
        <Send />
      </IconButton>
    </Box>
  );
}
