import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { type ReactNode, useEffect, useRef } from 'react';
import { useDocumentTitle } from '../../hooks/useDocumentTitle';

interface AuthPageProps {
  title: string;
  children: ReactNode;
  /** Moves the focus to the title, because the page replaces another one. */
  focusTitle?: boolean;
}

/** A narrow page for one step of signing in, registering or recovering an account. */
export function AuthPage({ title, children, focusTitle = false }: AuthPageProps) {
  useDocumentTitle(title);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (focusTitle) heading.current?.focus();
  }, [focusTitle]);
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
      <Typography variant="h1" ref={heading} tabIndex={-1} sx={{ outline: 'none' }}>
        {title}
      </Typography>
      {children}
    </Box>
  );
}
