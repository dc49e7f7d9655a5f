import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { RecentMeetings } from '../features/history/RecentMeetings';
import { JoinForm } from '../features/rooms/JoinForm';
import { NewMeetingButton } from '../features/rooms/NewMeetingButton';
import { RoomList } from '../features/rooms/RoomList';
import { useDocumentTitle } from '../hooks/useDocumentTitle';

/** The start page of a signed-in user: a new meeting, their rooms and the latest meetings. */
export function DashboardPage() {
  useDocumentTitle('Dashboard');
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', gap: { xs: 4, sm: 6 } }}>
      <Box sx={{ display: 'flex', flexDirection: 'column', gap: 2.5 }}>
        <Typography variant="h1">Meet now</Typography>
        <Box
          sx={{
            display: 'flex',
            flexDirection: { xs: 'column', sm: 'row' },
            gap: { xs: 2, sm: 3 },
            maxWidth: 720,
          }}
        >
          <NewMeetingButton />
          <JoinForm />
        </Box>
      </Box>
      <Box
        sx={{
          display: 'grid',
          gap: { xs: 4, md: 5 },
          gridTemplateColumns: { xs: 'minmax(0, 1fr)', md: 'minmax(0, 1fr) minmax(0, 1fr)' },
          alignItems: 'start',
        }}
      >
        <RoomList />
        <RecentMeetings />
      </Box>
    </Box>
  );
}
