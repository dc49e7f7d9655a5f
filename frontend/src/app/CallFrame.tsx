import Box from '@mui/material/Box';
import type { ReactNode } from 'react';
import { useGuest } from '../hooks/useGuest';
import { AppHeader } from '../ui/AppHeader';

/** Header and main landmark of the lobby and of the pages after a call. */
export function CallFrame({ children }: { children: ReactNode }) {
  return (
    <Box sx={{ minHeight: '100dvh', display: 'flex', flexDirection: 'column' }}>
      <AppHeader hasHistory={useGuest() === null} />
      <Box
        component="main"
        id="main"
        tabIndex={-1}
        sx={{ flex: 1, display: 'flex', flexDirection: 'column', paddingInline: 2 }}
      >
        {children}
      </Box>
    </Box>
  );
}
