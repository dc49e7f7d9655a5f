import Typography from '@mui/material/Typography';

/** Stands where the way back into the room of a meeting would be. */
export function RoomIsDeleted() {
  return (
    <Typography variant="body2" sx={{ color: 'text.secondary', whiteSpace: 'nowrap' }}>
      Room deleted
    </Typography>
  );
}
