import Button from '@mui/material/Button';
import { parseRoomCode, ROOM_CODE_RULE } from '@parley/shared/room-code';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { paths } from '../../lib/paths';
import { Form } from '../../ui/Form';
import { TextInput } from '../../ui/TextInput';

const FIELD = 'code-or-link';

/** The text that the user typed into the prerendered form before hydration. */
function typedBefore(): string {
  if (typeof document === 'undefined') return '';
  return document.querySelector<HTMLInputElement>(`input[name=${FIELD}]`)?.value ?? '';
}

/** The keys of a whole link. */
const fragmentOf = (text: string): string => /#\S+/.exec(text)?.[0] ?? '';

interface JoinFormProps {
  /** Whether it is the main action of its page. */
  isMain?: boolean;
}

/** A form for a room code in any spelling, or for a whole link. */
export function JoinForm({ isMain = false }: JoinFormProps) {
  const [text, setText] = useState(typedBefore);
  const [isWrong, setIsWrong] = useState(false);
  const navigate = useNavigate();

  return (
    <Form
      onSubmit={() => {
        const code = parseRoomCode(text);
        setIsWrong(code === null);
        if (code !== null) void navigate(paths.room(code) + fragmentOf(text));
      }}
      sx={{ display: 'flex', gap: 1, flexGrow: 1, alignItems: 'flex-start' }}
    >
      <TextInput
        label="Code or link"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setIsWrong(false);
        }}
        hasError={isWrong}
        helperText={isWrong ? `A code has ${ROOM_CODE_RULE}.` : undefined}
        autoComplete="off"
        sx={{ flexGrow: 1, minWidth: 0 }}
        inputProps={{ name: FIELD, autoCapitalize: 'none', spellCheck: false, maxLength: 300 }}
      />
      <Button
        type="submit"
        variant={isMain ? 'contained' : 'outlined'}
        size="large"
        sx={{ minHeight: 56 }}
      >
        Join
      </Button>
    </Form>
  );
}
