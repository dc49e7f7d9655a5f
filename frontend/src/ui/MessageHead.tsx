import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import type { Message } from '@parley/shared/chat';
import { nameLabel } from '@parley/shared/participants';
import { formatTime } from '../lib/format';
import { roleLabel } from '../lib/role-words';
import { Initial } from './Initial';

/** The sender and the time of a message. The direction of the name does not move the time. */
export function MessageHead({ message, isOwn = false }: { message: Message; isOwn?: boolean }) {
  const { sender, sentAt } = message;
  const isMistakable = sender.role === 'guest' || sender.nameNumber !== undefined;
  const label = sender.role !== undefined && isMistakable ? roleLabel(sender.role) : undefined;
  return (
    <Typography
      component="div"
      sx={{
        fontSize: 13,
        color: 'text.secondary',
        display: 'flex',
        alignItems: 'center',
        gap: 0.75,
      }}
    >
      <Initial person={sender} size={20} />
      <Box
        component="bdi"
        sx={{ fontWeight: 640, color: 'text.primary', minWidth: 0, overflowWrap: 'anywhere' }}
      >
        {isOwn ? 'You' : nameLabel(sender)}
      </Box>{' '}
      {label !== undefined && !isOwn && <span>{label}</span>}{' '}
      <Box component="time" dateTime={sentAt} sx={{ flexShrink: 0 }}>
        {formatTime(sentAt)}
      </Box>
    </Typography>
  );
}
