import TextField from '@mui/material/TextField';

interface DayInputProps {
  label: string;
  /** As in `2026-12-24`; empty for none. */
  value: string;
  onChange: (value: string) => void;
}

/** A field for a calendar day. */
export function DayInput({ label, value, onChange }: DayInputProps) {
  return (
    <TextField
      type="date"
      label={label}
      fullWidth
      value={value}
      onChange={(event) => onChange(event.target.value)}
      slotProps={{ inputLabel: { shrink: true } }}
    />
  );
}
