import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import { MAX_MESH_CAPACITY } from '@parley/shared/rooms';
import { type Control, Controller, type FieldPath, type FieldValues } from 'react-hook-form';
import { capacityLabel } from './capacity-label';

const CAPACITIES = Array.from({ length: MAX_MESH_CAPACITY - 1 }, (_, index) => index + 2);

interface CapacityFieldProps<T extends FieldValues> {
  control: Control<T>;
  name: FieldPath<T>;
  problem: string | undefined;
}

/** How many people fit into a room. */
export function CapacityField<T extends FieldValues>({
  control,
  name,
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
          {CAPACITIES.map((capacity) => (
            <MenuItem key={capacity} value={capacity}>
              {capacityLabel(capacity)}
            </MenuItem>
          ))}
        </TextField>
      )}
    />
  );
}
