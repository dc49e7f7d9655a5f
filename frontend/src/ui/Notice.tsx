import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import type { ReactNode } from 'react';

interface NoticeProps {
  title: string;
  text: ReactNode;
  /** Has screen readers announce it: `alert` at once, for an event that the user did not cause. */
  live?: 'status' | 'alert';
  /** The next steps, usually one main button. */
  children?: ReactNode;
}

/** A page with a single message. */
export function Notice({ title, text, live, children }: NoticeProps) {
  return (
    <Box
      sx={{
        margin: 'auto',
        paddingBlock: 4,
        maxWidth: 480,
        textAlign: 'center',
        display: 'flex',
        flexDirection: 'column',
        alignItems: 'center',
        gap: 2,
      }}
    >
      <Box role={live} sx={{ display: 'grid', gap: 2, overflowWrap: 'anywhere' }}>
        <Typography variant="h1">{title}</Typography>
        <Typography sx={{ color: 'text.secondary' }}>{text}</Typography>
      </Box>
      {children}
    </Box>
  );
}
