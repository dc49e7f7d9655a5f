import Typography from '@mui/material/Typography';

/** Explains who can read the record of a meeting. Shown before a user adds to it. */
export function RecordNotice() {
  return (
    <Typography variant="body2" sx={{ color: 'text.secondary' }}>
      Chat and attendance are kept: during the meeting only people inside can read them, afterwards
      everyone who attended and the owner of the room.
    </Typography>
  );
}
