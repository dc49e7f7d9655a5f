import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import OutlinedInput from '@mui/material/OutlinedInput';
import Typography from '@mui/material/Typography';
import type { MeetingRecord } from '@parley/shared/history';
import { useId } from 'react';
import { Section } from '../../../ui/Section';
import { useWriteNote } from './record-api';
import { type NoteState, useSavedNote } from './useSavedNote';

/** The reader's own note on a meeting, which saves itself. */
export function PrivateNote({ meeting }: { meeting: MeetingRecord }) {
  const { mutateAsync } = useWriteNote(meeting.id);
  const note = useSavedNote({ stored: meeting.note ?? '', write: mutateAsync });
  const helpId = useId();
  const hasFailed = note.state.status === 'failed';
  return (
    <Section
      title="Private note"
      action={<SaveState state={note.state} isEmpty={note.text === ''} retry={note.saveNow} />}
    >
      <div>
        <OutlinedInput
          fullWidth
          multiline
          minRows={3}
          maxRows={14}
          value={note.text}
          error={hasFailed}
          placeholder="What you want to remember"
          inputProps={{ 'aria-label': 'Private note', 'aria-describedby': helpId, dir: 'auto' }}
          onChange={({ target }) => note.change(target.value)}
          onBlur={note.saveNow}
          sx={{ bgcolor: 'background.paper', fontSize: 15, lineHeight: 1.5 }}
        />
        <Typography
          id={helpId}
          variant="body2"
          sx={{ marginTop: 0.5, fontSize: 13, color: hasFailed ? 'error.main' : 'text.secondary' }}
        >
          {note.state.status === 'failed' ? note.state.problem : 'Only you can read it.'}
        </Typography>
      </div>
    </Section>
  );
}

const WORDS = {
  saved: 'Saved',
  typing: 'Saving…',
  saving: 'Saving…',
  failed: 'Not saved',
} as const;

interface SaveStateProps {
  state: NoteState;
  isEmpty: boolean;
  retry: () => void;
}

function SaveState({ state, isEmpty, retry }: SaveStateProps) {
  const color = state.status === 'failed' ? 'error.main' : 'text.secondary';
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 1 }}>
      <Typography role="status" variant="body2" sx={{ color }}>
        {/* Nothing is saved while nothing is written. */}
        {isEmpty && state.status === 'saved' ? '' : WORDS[state.status]}
      </Typography>
      {state.status === 'failed' && (
        <Button size="small" onClick={retry}>
          Try again
        </Button>
      )}
    </Box>
  );
}
