import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useEffect, useRef, useState } from 'react';
import { DayInput } from '../../ui/DayInput';
import { FormDialog } from '../../ui/FormDialog';
import { TextInput } from '../../ui/TextInput';
import { type FilterField, type HistoryFilters, MAX_FILTER_LENGTH } from './history-filters';

interface FilterDialogProps {
  field: FilterField;
  filters: HistoryFilters;
  onChange: (change: Partial<HistoryFilters>) => void;
  onClose: () => void;
}

/** The form of one filter. */
export function FilterDialog({ field, filters, onChange, onClose }: FilterDialogProps) {
  const [draft, setDraft] = useState(filters);
  const isWrong = draft.from !== '' && draft.to !== '' && draft.from > draft.to;
  const shared = { action: 'Show', busy: false, onClose } as const;
  if (field === 'dates') {
    return (
      <FormDialog
        {...shared}
        title="Meetings between two days"
        problem={isWrong ? 'The first day is after the last day.' : undefined}
        onSubmit={(event) => {
          event.preventDefault();
          if (!isWrong) onChange({ from: draft.from, to: draft.to });
        }}
      >
        <QuickRanges onPick={(from, to) => onChange({ from, to })} />
        <DayInput
          label="First day"
          value={draft.from}
          onChange={(from) => setDraft({ ...draft, from })}
        />
        <DayInput label="Last day" value={draft.to} onChange={(to) => setDraft({ ...draft, to })} />
      </FormDialog>
    );
  }
  const [title, label] =
    field === 'person'
      ? ['Meetings with a person', 'Name of the person']
      : ['Meetings in a room', 'Name or code of the room'];
  return (
    <FormDialog
      {...shared}
      title={title}
      problem={undefined}
      onSubmit={(event) => {
        event.preventDefault();
        onChange({ [field]: draft[field].trim() });
      }}
    >
      <NameInput
        label={label}
        value={draft[field]}
        onChange={(text) => setDraft({ ...draft, [field]: text })}
      />
    </FormDialog>
  );
}

interface InputProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
}

function NameInput({ label, value, onChange }: InputProps) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  return (
    <TextInput
      label={label}
      fullWidth
      inputRef={input}
      value={value}
      autoComplete="off"
      inputProps={{ maxLength: MAX_FILTER_LENGTH }}
      onChange={({ target }) => onChange(target.value)}
    />
  );
}

interface QuickRange {
  label: string;
  from: string;
  to: string;
}

/** Ranges that people ask for most, in one click. */
function QuickRanges({ onPick }: { onPick: (from: string, to: string) => void }) {
  const [ranges] = useState(quickRanges);
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1 }}>
      {ranges.map(({ label, from, to }) => (
        <Button key={label} size="small" variant="outlined" onClick={() => onPick(from, to)}>
          {label}
        </Button>
      ))}
    </Box>
  );
}

function quickRanges(): QuickRange[] {
  const now = new Date();
  const ago = (days: number) =>
    dayOf(new Date(now.getFullYear(), now.getMonth(), now.getDate() - days));
  return [
    { label: 'Last 7 days', from: ago(6), to: ago(0) },
    { label: 'Last 30 days', from: ago(29), to: ago(0) },
    { label: 'This year', from: `${now.getFullYear()}-01-01`, to: ago(0) },
  ];
}

const dayOf = (date: Date): string =>
  [date.getFullYear(), date.getMonth() + 1, date.getDate()]
    .map((part) => String(part).padStart(2, '0'))
    .join('-');
