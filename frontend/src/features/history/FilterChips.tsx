import Check from '@mui/icons-material/Check';
import ExpandMore from '@mui/icons-material/ExpandMore';
import Box from '@mui/material/Box';
import Chip from '@mui/material/Chip';
import { useState } from 'react';
import { formatDay } from '../../lib/format';
import { isolate } from '../../lib/isolate';
import { FilterDialog } from './FilterDialog';
import type { FilterField, HistoryFilters } from './history-filters';

interface FilterChipsProps {
  filters: HistoryFilters;
  onChange: (change: Partial<HistoryFilters>) => void;
}

/** The filters of the history, as chips. A chip with a value takes it away with its cross. */
export function FilterChips({ filters, onChange }: FilterChipsProps) {
  const [open, setOpen] = useState<FilterField>();
  const { person, place, from, to, withDecisions, withOpenActions } = filters;
  return (
    <Box
      role="group"
      aria-label="Filters"
      sx={{
        display: 'flex',
        flexWrap: 'wrap',
        gap: 1,
      }}
    >
      <ValueChip
        label="Person"
        value={isolate(person)}
        onOpen={() => setOpen('person')}
        onClear={() => onChange({ person: '' })}
      />
      <ValueChip
        label="Room"
        value={isolate(place)}
        onOpen={() => setOpen('place')}
        onClear={() => onChange({ place: '' })}
      />
      <ValueChip
        label="Dates"
        value={rangeWords(from, to)}
        onOpen={() => setOpen('dates')}
        onClear={() => onChange({ from: '', to: '' })}
      />
      <ToggleChip
        label="With decisions"
        isOn={withDecisions}
        onToggle={(isOn) => onChange({ withDecisions: isOn })}
      />
      <ToggleChip
        label="With open actions"
        isOn={withOpenActions}
        onToggle={(isOn) => onChange({ withOpenActions: isOn })}
      />
      {open !== undefined && (
        <FilterDialog
          field={open}
          filters={filters}
          onChange={(change) => {
            setOpen(undefined);
            onChange(change);
          }}
          onClose={() => setOpen(undefined)}
        />
      )}
    </Box>
  );
}

/** `3 Jun – 5 Jun`, `from 3 Jun`, `until 5 Jun`, or nothing. */
function rangeWords(from: string, to: string): string {
  if (from === '' && to === '') return '';
  if (to === '') return `from ${formatDay(from)}`;
  if (from === '') return `until ${formatDay(to)}`;
  return from === to ? formatDay(from) : `${formatDay(from)} – ${formatDay(to)}`;
}

interface ValueChipProps {
  label: string;
  value: string;
  onOpen: () => void;
  onClear: () => void;
}

function ValueChip({ label, value, onOpen, onClear }: ValueChipProps) {
  if (value === '') {
    return (
      <Chip
        label={label}
        variant="outlined"
        aria-haspopup="dialog"
        onClick={onOpen}
        deleteIcon={<ExpandMore aria-hidden />}
        onDelete={onOpen}
        sx={{ ...CHIP, '& .MuiChip-deleteIcon': { color: 'text.secondary' } }}
      />
    );
  }
  return (
    <Chip
      label={`${label}: ${value}`}
      color="secondary"
      aria-haspopup="dialog"
      onClick={onOpen}
      onDelete={onClear}
      sx={CHIP}
    />
  );
}

interface ToggleChipProps {
  label: string;
  isOn: boolean;
  onToggle: (isOn: boolean) => void;
}

function ToggleChip({ label, isOn, onToggle }: ToggleChipProps) {
  return (
    <Chip
      label={label}
      variant={isOn ? 'filled' : 'outlined'}
      color={isOn ? 'secondary' : 'default'}
      {...(isOn && { icon: <Check aria-hidden fontSize="small" /> })}
      aria-pressed={isOn}
      onClick={() => onToggle(!isOn)}
      sx={CHIP}
    />
  );
}

/** Large enough for a thumb. */
const CHIP = { height: 36, borderRadius: 18, fontWeight: 500, maxWidth: '100%' } as const;
