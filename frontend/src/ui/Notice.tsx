import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import type { ReactNode } from 'react';

interface NoticeProps {
  title: string;
  text: ReactNode;
  /** The way on: usually one main button. */
  children?: ReactNode;
}

/** A page that has one thing to say. */
export function Notice({ title, text, children }: NoticeProps) {
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
      <Typography variant="h1">{title}</Typography>
      <Typography sx={{ color: 'text.secondary' }}>{text}</Typography>
      {children}
    </Box>
  );
}
