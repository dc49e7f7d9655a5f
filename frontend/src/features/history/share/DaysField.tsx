import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import { SHARE_DAYS, type ShareDays } from '@parley/shared/shares';

interface DaysFieldProps<T extends ShareDays | null> {
  label: string;
  value: T;
  onChange: (days: T) => void;
  /** Whether a share may also last until it is revoked. */
  hasNoEnd: boolean;
}

const NO_END = 'none';

/** How long a share lasts. */
export function DaysField<T extends ShareDays | null>(props: DaysFieldProps<T>) {
  const { label, value, onChange, hasNoEnd } = props;
  return (
    <TextField
      select
      size="small"
      label={label}
      value={value ?? NO_END}
      onChange={({ target }) => {
        const days = SHARE_DAYS.find((one) => one === Number(target.value)) ?? null;
        if (days !== null || hasNoEnd) onChange(days as T);
      }}
      sx={{ minWidth: 176 }}
    >
      {hasNoEnd && <MenuItem value={NO_END}>Until you revoke it</MenuItem>}
      {SHARE_DAYS.map((days) => (
        <MenuItem key={days} value={days}>
          {days === 1 ? '1 day' : `${days} days`}
        </MenuItem>
      ))}
    </TextField>
  );
}
