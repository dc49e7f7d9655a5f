import Box from '@mui/material/Box';
import Link from '@mui/material/Link';
import type { ReactNode } from 'react';
import { Link as RouterLink, NavLink } from 'react-router';
import { paths } from '../lib/paths';
import { SkipLink } from './SkipLink';
import { Wordmark } from './Wordmark';

interface AppHeaderProps {
  hasHistory: boolean;
  /** The account menu, at the end. */
  children?: ReactNode;
}

/** The header of every page outside a call. */
export function AppHeader({ hasHistory, children }: AppHeaderProps) {
  return (
    <Box component="header" sx={{ borderBottom: 1, borderColor: 'divider', displayPrint: 'none' }}>
      <SkipLink />
      <Box
        sx={{
          maxWidth: 1088,
          marginInline: 'auto',
          paddingInline: { xs: 2, sm: 3 },
          minHeight: 64,
          display: 'flex',
          alignItems: 'center',
          gap: { xs: 1, sm: 2 },
        }}
      >
        <Link
          component={RouterLink}
          to={paths.home}
          underline="none"
          sx={{ marginRight: 'auto', paddingBlock: 1, borderRadius: 1 }}
        >
          <Wordmark />
        </Link>
        {hasHistory && (
          <Link
            component={NavLink}
            to={paths.history}
            underline="none"
            sx={{
              padding: 1.25,
              borderRadius: 1,
              fontWeight: 560,
              color: 'text.secondary',
              '&:hover, &[aria-current=page]': { color: 'text.primary' },
              '@media (forced-colors: active)': {
                '&[aria-current=page]': { textDecoration: 'underline' },
              },
            }}
          >
            History
          </Link>
        )}
        {children}
      </Box>
    </Box>
  );
}
