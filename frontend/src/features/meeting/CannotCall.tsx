import Button from '@mui/material/Button';
import { Link } from 'react-router';
import { useCopyInvite } from '../../hooks/useCopyInvite';
import { paths } from '../../lib/paths';
import { Notice } from '../../ui/Notice';

/** Replaces the lobby in a browser without WebRTC. */
export function CannotCall({ code }: { code: string }) {
  const copyInvite = useCopyInvite(code);
  return (
    <Notice
      title="This browser cannot make calls"
      text="WebRTC, which carries audio and video, is turned off or missing in it. Turn it on in the browser’s settings or in the extension that blocks it and load this page again, or open the link in Firefox, Chrome, Edge or Safari."
    >
      <Button variant="contained" onClick={copyInvite}>
        Copy invite link
      </Button>
      <Button component={Link} to={paths.home} variant="outlined">
        Back to dashboard
      </Button>
    </Notice>
  );
}
