import Alert from '@mui/material/Alert';
import { useCallPart } from '../../hooks/useCall';

const WORDS = {
  waits:
    'A host lets people into this meeting. Join, and wait a moment until one of them has seen your name.',
  locked: 'A host has locked this meeting. Try again later, or ask somebody inside to unlock it.',
} as const;

/** Says before the user joins what will happen then. */
export function EntryNotice() {
  const entry = useCallPart((snapshot) => snapshot.entry);
  if (entry !== 'waits' && entry !== 'locked') return null;
  return (
    <Alert
      severity={entry === 'locked' ? 'warning' : 'info'}
      variant="outlined"
      sx={{ color: 'text.primary' }}
    >
      {WORDS[entry]}
    </Alert>
  );
}
