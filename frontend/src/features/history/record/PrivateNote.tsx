import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import Box from '@mui/material/Box';
import type { MeetingRecord } from '@parley/shared/history';
import { Section } from '../../../ui/Section';
import { TextInput } from '../../../ui/TextInput';
import { useWriteNote } from './record-api';
import { type NoteState, useSavedNote } from './useSavedNote';

/** The reader's own note on a meeting, which saves itself. */
export function PrivateNote({ meeting }: { meeting: MeetingRecord }) {
  const { mutateAsync } = useWriteNote(meeting.id);
  const note = useSavedNote({ stored: meeting.note ?? '', write: mutateAsync });
  return (
    <Section title="Private note" action={<SaveState state={note.state} retry={note.saveNow} />}>
      <TextInput
        label="Private note"
        fullWidth
        multiline
        minRows={3}
        maxRows={14}
        value={note.text}
        hasError={note.state.status === 'failed'}
        helperText={note.state.status === 'failed' ? note.state.problem : 'Only you can read it.'}
        onChange={({ target }) => note.change(target.value)}
        onBlur={note.saveNow}
        sx={{ '& textarea': { fontSize: 15, lineHeight: 1.5 } }}
      />
      {/* On paper, a field would cut a long note. */}
    </Section>
  );
}

const WORDS = {
  saved: 'Saved',
  typing: 'Saving…',
  saving: 'Saving…',
  failed: 'Not saved',
} as const;

function SaveState({ state, retry }: { state: NoteState; retry: () => void }) {
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 1 }}>
      <Typography
        role="status"
        variant="body2"
        sx={{ color: state.status === 'failed' ? 'error.main' : 'text.secondary' }}
      >
        {WORDS[state.status]}
      </Typography>
      {state.status === 'failed' && (
        <Button size="small" onClick={retry}>
          Try again
        </Button>
      )}
    </Box>
  );
}
