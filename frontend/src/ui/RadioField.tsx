import FormControl from '@mui/material/FormControl';
import FormControlLabel from '@mui/material/FormControlLabel';
import FormLabel from '@mui/material/FormLabel';
import Radio from '@mui/material/Radio';
import RadioGroup from '@mui/material/RadioGroup';
import Typography from '@mui/material/Typography';
import { useId } from 'react';

/** One choice of a {@link RadioField}. */
export interface RadioChoice<T extends string> {
  readonly value: T;
  readonly label: string;
  readonly hint: string;
}

interface RadioFieldProps<T extends string> {
  label: string;
  /** What is true of every choice. */
  hint?: string;
  choices: readonly RadioChoice<T>[];
  value: T;
  onChange: (value: T) => void;
}

/** A choice of one among a few, each explained in a line of its own. */
export function RadioField<T extends string>(props: RadioFieldProps<T>) {
  const { label: title, hint: about, choices, value: chosen, onChange } = props;
  const id = useId();
  return (
    <FormControl>
      <FormLabel id={id} sx={{ color: 'text.primary', fontWeight: 600, marginBottom: 0.5 }}>
        {title}
      </FormLabel>
      {about !== undefined && (
        <Typography id={`${id}-hint`} variant="body2" sx={{ color: 'text.secondary' }}>
          {about}
        </Typography>
      )}
      <RadioGroup
        aria-labelledby={id}
        {...(about !== undefined && { 'aria-describedby': `${id}-hint` })}
        value={chosen}
        onChange={(_event, value) => onChange(value as T)}
      >
        {choices.map(({ value, label, hint }) => (
          <FormControlLabel
            key={value}
            value={value}
            sx={{ alignItems: 'flex-start', marginRight: 0 }}
            control={
              <Radio
                color="secondary"
                slotProps={{
                  input: { 'aria-label': label, 'aria-describedby': `${id}-${value}` },
                }}
              />
            }
            label={
              <>
                <Typography component="span" sx={{ display: 'block', paddingTop: 1 }}>
                  {label}
                </Typography>
                <Typography
                  component="span"
                  id={`${id}-${value}`}
                  variant="body2"
                  sx={{ display: 'block', color: 'text.secondary' }}
                >
                  {hint}
                </Typography>
              </>
            }
          />
        ))}
      </RadioGroup>
    </FormControl>
  );
}
