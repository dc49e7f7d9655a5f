import Box from '@mui/material/Box';
import Skeleton from '@mui/material/Skeleton';
import type { ReactNode } from 'react';

/** A list with a frame around its rows. */
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

interface RowProps {
  /** Whether the row is on paper but not on the screen. */
  isOnlyPrinted?: boolean;
  children: ReactNode;
}

/** A row of a {@link RowList}. A link in it may cover the whole row. */
export function Row({ isOnlyPrinted = false, children }: RowProps) {
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
        // Only a row that leads somewhere answers the mouse.
        '@media (hover: hover)': { '&:has(a):hover': { bgcolor: 'action.hover' } },
        ...(isOnlyPrinted && { '@media screen': { display: 'none' } }),
      }}
    >
      {children}
    </Box>
  );
}

/** A placeholder for rows that are loading. */
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
