import Typography from '@mui/material/Typography';

/** Replaces the link to the room of a meeting. */
export function RoomIsDeleted() {
  return (
    <Typography variant="body2" sx={{ color: 'text.secondary', whiteSpace: 'nowrap' }}>
      Room deleted
    </Typography>
  );
}
