import ContentCopy from '@mui/icons-material/ContentCopy';
import IosShare from '@mui/icons-material/IosShare';
import MailOutlined from '@mui/icons-material/MailOutlined';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { Suspense } from 'react';
import { createLog } from '../../../core/log';
import { useCallPart } from '../../../hooks/useCall';
import { useCopyInvite } from '../../../hooks/useCopyInvite';
import { useRoomKeyOfCall } from '../../../hooks/useRoomKey';
import { useRoomName } from '../../../hooks/useRoomName';
import { lazyInCall } from '../../../lib/lazy-part';
import { inviteLink } from '../../../lib/paths';
import type { Place } from './stage-layout';

const QrCode = lazyInCall(async () => (await import('../../../ui/QrCode')).QrCode);

const log = createLog('app');

const QR_SIZE = 112;

/** The user may have closed the share sheet on purpose, so the page shows nothing. */
const onShareFailed = (error: unknown): void => log.debug('the link was not shared', { error });

/** Shown while the user is alone: all ways to send the link of the room. */
export function InviteCard({ place }: { place: Place }) {
  // Known once the server has answered. Before that, the user may not be alone.
  const room = useCallPart(({ meeting }) => meeting?.room);
  const { roomKey } = useRoomKeyOfCall();
  // The link of an encrypted room is only whole with its key.
  if (room === undefined || (room.keyCheck !== undefined && roomKey === null)) return null;
  const link = inviteLink(room.code, { roomKey });
  return (
    <Box
      sx={{
        position: 'absolute',
        display: 'grid',
        alignContent: 'safe center',
        overflowY: 'auto',
        padding: 1,
      }}
      style={{ ...place }}
    >
      <Box
        component="section"
        aria-label="Invite others"
        sx={{ width: '100%', maxWidth: 420, marginInline: 'auto', display: 'grid', gap: 1.5 }}
      >
        <Box sx={{ display: 'flex', gap: 2, alignItems: 'center' }}>
          <Box sx={{ flex: 1, minWidth: 0 }}>
            <Typography variant="h2">You are the only one here</Typography>
            <Typography sx={{ fontSize: 14, color: 'text.secondary', marginTop: 0.5 }}>
              Send others the link, or have them scan the code.
            </Typography>
          </Box>
          <Box sx={{ width: QR_SIZE, height: QR_SIZE, flexShrink: 0 }}>
            <Suspense>
              <QrCode text={link} label="QR code of the invite link" />
            </Suspense>
          </Box>
        </Box>
        <LinkText link={link} />
        <ShareButtons code={room.code} link={link} keyCheck={room.keyCheck} />
      </Box>
    </Box>
  );
}

/** The link as text. A press selects all of it. */
function LinkText({ link }: { link: string }) {
  return (
    <Typography
      translate="no"
      sx={{
        fontSize: 14,
        padding: 1.25,
        borderRadius: '8px',
        border: '1px solid',
        borderColor: 'divider',
        bgcolor: 'background.paper',
        overflowWrap: 'anywhere',
        userSelect: 'all',
      }}
    >
      {link}
    </Typography>
  );
}

interface ShareButtonsProps {
  code: string;
  link: string;
  keyCheck: string | undefined;
}

function ShareButtons({ code, link, keyCheck }: ShareButtonsProps) {
  const copy = useCopyInvite(code, { keyCheck });
  const roomName = useRoomName();
  const title = `Join “${roomName}”`;
  const mail = `mailto:?subject=${encodeURIComponent(title)}&body=${encodeURIComponent(link)}`;
  // Phones and some desktops have a share sheet.
  const canShare = typeof navigator.share === 'function';
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1 }}>
      <Button
        variant="contained"
        startIcon={<ContentCopy />}
        sx={{ flexGrow: 1, whiteSpace: 'nowrap' }}
        onClick={copy}
      >
        Copy link
      </Button>
      {canShare && (
        <Button
          variant="outlined"
          startIcon={<IosShare />}
          sx={{ flexGrow: 1 }}
          onClick={() => void navigator.share({ title, url: link }).catch(onShareFailed)}
        >
          Share
        </Button>
      )}
      <Button variant="outlined" href={mail} startIcon={<MailOutlined />} sx={{ flexGrow: 1 }}>
        Email
      </Button>
    </Box>
  );
}
