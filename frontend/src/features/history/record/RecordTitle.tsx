import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { type MeetingRecord, meetingTitleSchema } from '@parley/shared/history';
import { useEffect, useRef, useState } from 'react';
import { errorMessage } from '../../../lib/error-messages';
import { isImeKey } from '../../../lib/ime';
import { TextInput } from '../../../ui/TextInput';
import { useRenameMeeting } from './record-api';

interface RecordTitleProps {
  meeting: MeetingRecord;
  isEdited: boolean;
  onClose: () => void;
}

/** The title of the meeting, or else the name of its room. The owner edits it in its place. */
export function RecordTitle({ meeting, isEdited, onClose }: RecordTitleProps) {
  if (isEdited) return <TitleField meeting={meeting} onClose={onClose} />;
  return (
    <Box sx={{ minWidth: 0 }}>
      <Typography variant="h1" sx={{ overflowWrap: 'anywhere' }}>
        <bdi>{meeting.title ?? meeting.room.name}</bdi>
      </Typography>
      {meeting.title !== undefined && (
        <Typography sx={{ color: 'text.secondary', overflowWrap: 'anywhere', marginTop: 0.25 }}>
          in <bdi>{meeting.room.name}</bdi>
        </Typography>
      )}
    </Box>
  );
}

function TitleField({ meeting, onClose }: { meeting: MeetingRecord; onClose: () => void }) {
  const current = meeting.title ?? '';
  const [text, setText] = useState(meeting.title ?? meeting.room.name);
  const [problem, setProblem] = useState<string>();
  const rename = useRenameMeeting(meeting.id);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.select(), []);

  const save = async (): Promise<void> => {
    if (rename.isPending) return;
    // Without a title, the meeting has the name of its room.
    const isPlain = text.trim() === '' || text.trim() === meeting.room.name;
    const parsed = meetingTitleSchema.safeParse(text);
    if (!isPlain && !parsed.success) {
      setProblem(parsed.error.issues[0]?.message);
      return;
    }
    const title = isPlain ? '' : (parsed.data ?? '');
    try {
      if (title !== current) await rename.mutateAsync(title === '' ? null : title);
      onClose();
    } catch (error) {
      setProblem(errorMessage(error));
    }
  };

  return (
    <TextInput
      label="Title"
      fullWidth
      autoComplete="off"
      inputRef={field}
      value={text}
      placeholder={meeting.room.name}
      hasError={problem !== undefined}
      helperText={
        problem ?? 'Enter saves, Escape cancels. Everyone who can read the record sees it.'
      }
      onChange={({ target }) => {
        setText(target.value);
        setProblem(undefined);
      }}
      onKeyDown={(event) => {
        if (isImeKey(event.nativeEvent)) return;
        if (event.key === 'Enter') void save();
        if (event.key === 'Escape') onClose();
      }}
      sx={{ maxWidth: 560, '& input': { fontSize: '1.25rem', fontWeight: 640 } }}
    />
  );
}
