import Box from '@mui/material/Box';
import Skeleton from '@mui/material/Skeleton';
import type { ReactNode } from 'react';

/** A list whose rows share one frame. */
export function RowList({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Box
      component="ul"
      aria-label={label}
      sx={{
        listStyle: 'none',
        margin: 0,
        padding: 0,
        border: 1,
        borderColor: 'divider',
        borderRadius: 1,
        bgcolor: 'background.paper',
        overflow: 'hidden',
        '& > li + li': { borderTop: 1, borderColor: 'divider' },
      }}
    >
      {children}
    </Box>
  );
}

/** One row; a link in it may spread over all of it. */
export function Row({ children }: { children: ReactNode }) {
  return (
    <Box
      component="li"
      sx={{
        position: 'relative',
        display: 'flex',
        alignItems: 'center',
        gap: 1,
        minHeight: 72,
        paddingInline: 2,
        paddingBlock: 1.5,
        '@media (hover: hover)': { '&:hover': { bgcolor: 'action.hover' } },
      }}
    >
      {children}
    </Box>
  );
}

/** The shape of rows that are on their way. */
export function RowsSkeleton({ rows, label }: { rows: number; label: string }) {
  return (
    <Box
      component="output"
      aria-label={`Loading ${label}`}
      sx={{
        display: 'block',
        border: 1,
        borderColor: 'divider',
        borderRadius: 1,
        bgcolor: 'background.paper',
      }}
    >
      {Array.from({ length: rows }, (_, index) => (
        <Box key={index} sx={{ paddingInline: 2, paddingBlock: 1.5, minHeight: 72 }}>
          <Skeleton width="40%" />
          <Skeleton width="65%" />
        </Box>
      ))}
    </Box>
  );
}
