import Videocam from '@mui/icons-material/VideocamOutlined';
import Button from '@mui/material/Button';
import { useSnackbar } from 'notistack';
import { useNavigate } from 'react-router';
import { errorMessage } from '../../lib/error-messages';
import { paths } from '../../lib/paths';
import { useCreateRoom } from './room-api';

/** Creates a room with a generated code and opens its lobby. */
export function NewMeetingButton() {
  const createRoom = useCreateRoom();
  const navigate = useNavigate();
  const { enqueueSnackbar } = useSnackbar();

  const start = async () => {
    try {
      const { room } = await createRoom.mutateAsync({});
      await navigate(paths.room(room.code));
    } catch (error) {
      enqueueSnackbar(errorMessage(error), { variant: 'error' });
    }
  };

  return (
    <Button
      variant="contained"
      size="large"
      startIcon={<Videocam />}
      loading={createRoom.isPending}
      loadingPosition="start"
      onClick={() => void start()}
      sx={{ flexShrink: 0, minHeight: 56 }}
    >
      New meeting
    </Button>
  );
}
