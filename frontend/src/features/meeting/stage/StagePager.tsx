import ChevronLeft from '@mui/icons-material/ChevronLeft';
import ChevronRight from '@mui/icons-material/ChevronRight';
import Box from '@mui/material/Box';
import IconButton from '@mui/material/IconButton';
import Tooltip from '@mui/material/Tooltip';
import type { ReactNode } from 'react';
import { PAGER_HEIGHT } from './stage-pages';

interface StagePagerProps {
  /** From 0. */
  page: number;
  pages: number;
  onTurn: (step: number) => void;
}

/** Turns the pages of the stage, below the tiles. */
export function StagePager({ page, pages, onTurn }: StagePagerProps) {
  return (
    <Box
      component="nav"
      aria-label="Pages of people"
      sx={{
        position: 'absolute',
        insetInline: 0,
        bottom: 0,
        height: PAGER_HEIGHT,
        display: 'flex',
        alignItems: 'center',
        justifyContent: 'center',
        gap: 0.5,
      }}
    >
      <Turn name="Previous page" disabled={page === 0} onClick={() => onTurn(-1)}>
        <ChevronLeft />
      </Turn>
      <Box
        role="status"
        aria-label={`Page ${page + 1} of ${pages}`}
        sx={{
          minWidth: 56,
          textAlign: 'center',
          fontSize: 14,
          fontVariantNumeric: 'tabular-nums',
          color: '#c9cfd6',
        }}
      >
        {page + 1} / {pages}
      </Box>
      <Turn name="Next page" disabled={page === pages - 1} onClick={() => onTurn(1)}>
        <ChevronRight />
      </Turn>
    </Box>
  );
}

interface TurnProps {
  name: string;
  disabled: boolean;
  onClick: () => void;
  children: ReactNode;
}

/** Stays focusable on the last page, where a disabled button would lose the focus. */
const Turn = ({ name, disabled, onClick, children }: TurnProps) => (
  <Tooltip title={name}>
    <IconButton
      aria-label={name}
      aria-disabled={disabled}
      onClick={onClick}
      sx={{
        width: 44,
        height: 44,
        color: disabled ? '#4a5664' : '#f3efe8',
        '&:hover': { bgcolor: disabled ? 'transparent' : '#2a323b' },
      }}
    >
      {children}
    </IconButton>
  </Tooltip>
);
