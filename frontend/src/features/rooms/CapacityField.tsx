import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import { type Control, Controller, type FieldPath, type FieldValues } from 'react-hook-form';
import { capacityLabel } from './capacity';

interface CapacityFieldProps<T extends FieldValues> {
  control: Control<T>;
  name: FieldPath<T>;
  /** The capacities that the user can choose. */
  choices: readonly number[];
  problem: string | undefined;
}

/** A picker for the capacity of a room. */
export function CapacityField<T extends FieldValues>({
  control,
  name,
  choices,
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
          helperText={problem}
        >
          {choices.map((capacity) => (
            <MenuItem key={capacity} value={capacity}>
              {capacityLabel(capacity)}
            </MenuItem>
          ))}
        </TextField>
      )}
    />
  );
}
