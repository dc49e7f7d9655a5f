import Box from '@mui/material/Box';
import Link from '@mui/material/Link';
import Typography from '@mui/material/Typography';
import type { ReactNode } from 'react';
import { Link as RouterLink } from 'react-router';

interface AuthFrameProps {
  title: string;
  /** Why the user has to sign in, if a link led here. */
  reason: string | null;
  /** The question and the link to the other form. */
  other: { question: string; link: string; to: string };
  children: ReactNode;
}

/** The frame of the forms for signing in and registering. */
export function AuthFrame({ title, reason, other, children }: AuthFrameProps) {
  return (
    <Box
      sx={{
        width: '100%',
        maxWidth: 400,
        marginInline: 'auto',
        marginBlock: { xs: 0, sm: 4 },
        display: 'flex',
        flexDirection: 'column',
        gap: 3,
      }}
    >
      <Box>
        <Typography variant="h1">{title}</Typography>
        <Typography sx={{ color: 'text.secondary', marginTop: 1 }}>
          {reason ?? 'Parley is video meetings on a server of your own.'}
        </Typography>
      </Box>
      {children}
      <Typography sx={{ color: 'text.secondary' }}>
        {other.question}{' '}
        <Link component={RouterLink} to={other.to} sx={{ fontWeight: 600 }}>
          {other.link}
        </Link>
      </Typography>
    </Box>
  );
}
