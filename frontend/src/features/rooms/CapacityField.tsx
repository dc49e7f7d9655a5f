import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import { type Control, Controller, type FieldPath, type FieldValues } from 'react-hook-form';
import { capacityChoices, choiceLabel, MOST } from './capacity';

interface CapacityFieldProps<T extends FieldValues> {
  control: Control<T>;
  name: FieldPath<T>;
  /** The largest capacity that the server allows now. */
  max: number;
  /** The present choice for the room, or `MOST`. */
  current?: number;
  /** What the user should know about the choice. */
  hint?: string | undefined;
  problem: string | undefined;
}

/** A picker for the capacity of a room. */
export function CapacityField<T extends FieldValues>({
  control,
  name,
  max,
  current = MOST,
  hint,
  problem,
}: CapacityFieldProps<T>) {
  return (
    <Controller
      control={control}
      name={name}
      render={({ field: { ref, ...field } }) => (
        <TextField
          {...field}
          inputRef={ref}
          select
          fullWidth
          label="People"
          error={problem !== undefined}
          helperText={problem ?? hint}
        >
          {capacityChoices(max, current).map((capacity) => (
            <MenuItem key={capacity} value={capacity}>
              {choiceLabel(capacity, max)}
            </MenuItem>
          ))}
        </TextField>
      )}
    />
  );
}
