import Button from '@mui/material/Button';
import Link from '@mui/material/Link';
import Typography from '@mui/material/Typography';
import { Link as RouterLink } from 'react-router';
import { paths } from '../../lib/paths';
import { AuthPage } from './AuthPage';

interface CheckEmailProps {
  email: string;
  /** What the link in the email does. */
  effect: string;
  /** Goes back to the form. */
  onAgain: () => void;
}

/** Tells the user to follow the link in an email. It is the same for unknown addresses. */
export function CheckEmail({ email, effect, onAgain }: CheckEmailProps) {
  return (
    <AuthPage title="Check your email" focusTitle>
      <Typography sx={{ overflowWrap: 'anywhere' }}>
        If <strong>{email}</strong> is right, an email is on its way to it. {effect}
      </Typography>
      <Typography sx={{ color: 'text.secondary' }}>
        Nothing after a few minutes? Look in the spam folder, or send it again.
      </Typography>
      <Button variant="outlined" size="large" onClick={onAgain}>
        Send again
      </Button>
      <Link component={RouterLink} to={paths.login} sx={{ fontWeight: 600 }}>
        Back to sign in
      </Link>
    </AuthPage>
  );
}
