import Checkbox from '@mui/material/Checkbox';
import FormControl from '@mui/material/FormControl';
import FormControlLabel from '@mui/material/FormControlLabel';
import FormGroup from '@mui/material/FormGroup';
import FormHelperText from '@mui/material/FormHelperText';
import FormLabel from '@mui/material/FormLabel';

interface CheckboxFieldProps<T extends string> {
  label: string;
  choices: readonly T[];
  /** The text of each choice. */
  words: Readonly<Record<T, string>>;
  value: readonly T[];
  onChange: (value: T[]) => void;
  problem?: string | undefined;
}

/** A choice of some among a few. */
export function CheckboxField<T extends string>(props: CheckboxFieldProps<T>) {
  const { label, choices, words, value, onChange, problem } = props;
  return (
    <FormControl component="fieldset" error={problem !== undefined}>
      <FormLabel component="legend">{label}</FormLabel>
      <FormGroup>
        {choices.map((choice) => (
          <FormControlLabel
            // The box stands beside the first line of a long label.
            sx={{
              alignItems: 'flex-start',
              '& .MuiFormControlLabel-label': { paddingBlock: '9px' },
            }}
            key={choice}
            label={words[choice]}
            control={
              <Checkbox
                checked={value.includes(choice)}
                onChange={(_event, isChecked) =>
                  onChange(
                    isChecked ? [...value, choice] : value.filter((other) => other !== choice),
                  )
                }
              />
            }
          />
        ))}
      </FormGroup>
      {problem !== undefined && <FormHelperText>{problem}</FormHelperText>}
    </FormControl>
  );
}
