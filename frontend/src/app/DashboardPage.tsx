import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { RecentMeetings } from '../features/history/RecentMeetings';
import { OwnActions } from '../features/marks/OwnActions';
import { StorageNotice } from '../features/history/StorageNotice';
import { JoinForm } from '../features/rooms/JoinForm';
import { NewMeetingButton } from '../features/rooms/NewMeetingButton';
import { RoomList } from '../features/rooms/RoomList';
import { useDocumentTitle } from '../hooks/useDocumentTitle';

/** The start page of a signed-in user: a new meeting, their rooms and the latest meetings. */
export function DashboardPage() {
  useDocumentTitle('Dashboard');
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', gap: { xs: 4, sm: 6 } }}>
      <StorageNotice />
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
        <Box sx={{ order: 2, minWidth: 0 }}>
          <RoomList />
        </Box>
        {/* On a phone there is one column, and the open actions come first. */}
        <Box
          sx={{
            display: { xs: 'contents', md: 'flex' },
            order: 3,
            flexDirection: 'column',
            gap: 5,
            minWidth: 0,
          }}
        >
          <Box sx={{ order: 1, '&:empty': { display: 'none' } }}>
            <OwnActions />
          </Box>
          <Box sx={{ order: 3, minWidth: 0 }}>
            <RecentMeetings />
          </Box>
        </Box>
      </Box>
    </Box>
  );
}
