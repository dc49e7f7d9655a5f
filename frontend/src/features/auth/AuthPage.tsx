import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { type ReactNode, useEffect, useRef } from 'react';
import { useDocumentTitle } from '../../hooks/useDocumentTitle';

interface AuthPageProps {
  title: string;
  /** A sentence below the title. */
  text?: string;
  children: ReactNode;
  /** Moves the focus to the title, because the page replaces another one. */
  focusTitle?: boolean;
}

/** A narrow page for one step of signing in, registering or recovering an account. */
export function AuthPage({ title, text, children, focusTitle = false }: AuthPageProps) {
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
      <Box>
        <Typography variant="h1" ref={heading} tabIndex={-1} sx={{ outline: 'none' }}>
          {title}
        </Typography>
        {text !== undefined && (
          <Typography sx={{ color: 'text.secondary', marginTop: 1, overflowWrap: 'anywhere' }}>
            {text}
          </Typography>
        )}
      </Box>
      {children}
    </Box>
  );
}
