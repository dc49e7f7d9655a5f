import LinkIcon from '@mui/icons-material/Link';
import Lock from '@mui/icons-material/LockOutlined';
import Box from '@mui/material/Box';
import IconButton from '@mui/material/IconButton';
import Link from '@mui/material/Link';
import Tooltip from '@mui/material/Tooltip';
import Typography from '@mui/material/Typography';
import type { Room } from '@parley/shared/rooms';
import { Link as RouterLink } from 'react-router';
import { useCopyInvite } from '../../hooks/useCopyInvite';
import { formatAgo } from '../../lib/format';
import { isolate } from '../../lib/isolate';
import { paths } from '../../lib/paths';
import { LiveIndicator } from '../../ui/LiveIndicator';
import { Row } from '../../ui/Row';
import { roomCapacityLabel } from './capacity';
import { RoomMenu } from './RoomMenu';

export function RoomRow({ room }: { room: Room }) {
  const copyInvite = useCopyInvite(room.code, room);
  return (
    <Row>
      <Box sx={{ flexGrow: 1, minWidth: 0 }}>
        <Box sx={{ display: 'flex', alignItems: 'center', gap: 1.5 }}>
          <Link
            component={RouterLink}
            to={paths.room(room.code)}
            underline="hover"
            noWrap
            dir="auto"
            title={room.name}
            // The link covers the whole row, below its buttons.
            sx={{ fontWeight: 600, '&::after': { content: '""', position: 'absolute', inset: 0 } }}
          >
            {room.name}
          </Link>
          {room.keyCheck !== undefined && (
            <Tooltip title="End-to-end encrypted">
              <Lock
                titleAccess="End-to-end encrypted"
                sx={{ fontSize: 16, color: 'text.secondary', position: 'relative', zIndex: 1 }}
              />
            </Tooltip>
          )}
          {room.peopleCount > 0 && (
            <LiveIndicator text={`Live · ${peopleLabel(room.peopleCount)}`} />
          )}
        </Box>
        <Typography noWrap variant="body2" sx={{ color: 'text.secondary' }}>
          {room.code} · {roomCapacityLabel(room)} · {formatAgo(room.lastUsedAt)}
        </Typography>
      </Box>
      <Box sx={{ display: 'flex', flexShrink: 0, position: 'relative', zIndex: 1 }}>
        <Tooltip title="Copy invite link">
          <IconButton aria-label={`Copy invite link of ${isolate(room.name)}`} onClick={copyInvite}>
            <LinkIcon />
          </IconButton>
        </Tooltip>
        <RoomMenu room={room} />
      </Box>
    </Row>
  );
}

function peopleLabel(count: number): string {
  return count === 1 ? '1 person' : `${count} people`;
}
