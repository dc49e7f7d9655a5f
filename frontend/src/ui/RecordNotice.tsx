import Typography from '@mui/material/Typography';
import type { Retention } from '@parley/shared/retention';

const READERS =
  'during the meeting only people inside can read them, afterwards everyone who attended, the owner of the room, and people with whom the owner shares them.';

/** `null`: not known yet. */
const SENTENCES: Readonly<Record<Retention | 'unknown', string>> = {
  unknown: `Chat and attendance are kept: ${READERS}`,
  forever: `Chat and attendance are kept until the owner of the room deletes them: ${READERS}`,
  days30: `Chat and attendance are kept for 30 days after the meeting: ${READERS}`,
  year: `Chat and attendance are kept for one year after the meeting: ${READERS}`,
  outline:
    'Only people inside can read the chat, and when the meeting ends, everything is deleted except that it took place: the room, the times and the number of people.',
};

interface RecordNoticeProps {
  /** How long the record is kept; null: not known yet. */
  retention: Retention | null;
}

/**
 * Explains who can read the record of a meeting, and how long it is kept. Shown before a user adds to
 * it.
 */
export function RecordNotice({ retention }: RecordNoticeProps) {
  return (
    <Typography variant="body2" sx={{ color: 'text.secondary' }}>
      {SENTENCES[retention ?? 'unknown']}
    </Typography>
  );
}
