import FormControl from '@mui/material/FormControl';
import FormHelperText from '@mui/material/FormHelperText';
import InputLabel from '@mui/material/InputLabel';
import OutlinedInput, { type OutlinedInputProps } from '@mui/material/OutlinedInput';
import type { SxProps, Theme } from '@mui/material/styles';
import { type ReactNode, useId } from 'react';

export type TextInputProps = Omit<OutlinedInputProps, 'id' | 'error' | 'label' | 'sx'> & {
  label: string;
  helperText?: ReactNode;
  hasError?: boolean;
  sx?: SxProps<Theme>;
};

const isProse = (type: string | undefined): boolean => type !== 'email' && type !== 'password';

/**
 * A labelled text field with a help text. Material UI's `TextField` would add the code of `Select`,
 * menus and pop-ups to the first pages, which do not need it.
 */
export function TextInput({ label, helperText, hasError = false, sx, ...input }: TextInputProps) {
  const id = useId();
  const helpId = `${id}-help`;
  return (
    <FormControl
      fullWidth={input.fullWidth ?? false}
      error={hasError}
      // The label of an empty field stands in the middle of the field.
      size={input.size ?? 'medium'}
      {...(sx && { sx })}
    >
      <InputLabel htmlFor={id}>{label}</InputLabel>
      <OutlinedInput
        {...input}
        id={id}
        label={label}
        // Prose has its own direction. Addresses and passwords have that of the page.
        inputProps={{ ...(isProse(input.type) && { dir: 'auto' }), ...input.inputProps }}
        {...(helperText != null && { 'aria-describedby': helpId })}
      />
      {helperText != null && <FormHelperText id={helpId}>{helperText}</FormHelperText>}
    </FormControl>
  );
}
