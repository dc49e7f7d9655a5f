import ExpandMore from '@mui/icons-material/ExpandMore';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Divider from '@mui/material/Divider';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import Typography from '@mui/material/Typography';
import type { User } from '@parley/shared/auth';
import { useSnackbar } from 'notistack';
import { useId, useState } from 'react';
import { Link as RouterLink, useNavigate } from 'react-router';
import { useLayer } from '../../hooks/useLayer';
import { errorMessage } from '../../lib/error-messages';
import { isolate } from '../../lib/isolate';
import { paths } from '../../lib/paths';
import { isCallInSomeTab } from '../../lib/running-call';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { Initial } from '../../ui/Initial';
import { useSignOut } from './account-api';

export function AccountMenu({ user }: { user: User }) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const [endsCall, setEndsCall] = useState(false);
  const menuId = useId();
  useLayer(anchor !== null, () => setAnchor(null));
  const signOut = useSignOut();
  const navigate = useNavigate();
  const { enqueueSnackbar } = useSnackbar();

  const askOrLeave = async () => {
    setAnchor(null);
    if (await isCallInSomeTab()) setEndsCall(true);
    else await leave();
  };

  const leave = async () => {
    try {
      // Opens the page that needs no account first, so that signing in again has no ?next=.
      await navigate(paths.home);
      await signOut.mutateAsync();
    } catch (error) {
      setEndsCall(false);
      enqueueSnackbar(`You are still signed in. ${errorMessage(error)}`, { variant: 'error' });
    }
  };

  return (
    <>
      <Button
        color="inherit"
        aria-label={`Account menu of ${isolate(user.displayName)}`}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        aria-controls={anchor === null ? undefined : menuId}
        onClick={(event) => setAnchor(event.currentTarget)}
        sx={{ minWidth: 0, paddingInline: 1, gap: 1 }}
      >
        <Initial person={user} />
        <Box
          component="span"
          dir="auto"
          sx={{
            display: { xs: 'none', sm: 'block' },
            maxWidth: 180,
            overflow: 'hidden',
            textOverflow: 'ellipsis',
            whiteSpace: 'nowrap',
          }}
        >
          {user.displayName}
        </Box>
        <ExpandMore fontSize="small" />
      </Button>
      <Menu id={menuId} anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        <Box role="presentation" sx={{ paddingInline: 2, paddingBlock: 1, maxWidth: 280 }}>
          <Typography noWrap dir="auto" title={user.displayName} sx={{ fontWeight: 600 }}>
            {user.displayName}
          </Typography>
          <Typography noWrap variant="body2" sx={{ color: 'text.secondary' }}>
            {user.email}
          </Typography>
        </Box>
        <Divider />
        <MenuItem component={RouterLink} to={paths.settings} onClick={() => setAnchor(null)}>
          Settings
        </MenuItem>
        <MenuItem onClick={() => void askOrLeave()}>Sign out</MenuItem>
      </Menu>
      <ConfirmDialog
        open={endsCall}
        title="Sign out and end the call?"
        text="You are in a call in another tab. Signing out ends it there."
        action="Sign out"
        busy={signOut.isPending}
        onConfirm={() => void leave()}
        onClose={() => setEndsCall(false)}
      />
    </>
  );
}
