import TextField, { type TextFieldProps } from '@mui/material/TextField';
import { useEffect, useRef } from 'react';
import type { UseFormRegisterReturn } from 'react-hook-form';

type FormFieldProps = Omit<TextFieldProps, 'error' | 'inputRef' | 'autoFocus'> & {
  registration: UseFormRegisterReturn;
  /** What is wrong with it. */
  problem?: string | undefined;
  /** For the first field of a page or dialog that is nothing but a form. */
  takesFocus?: boolean;
};

/** A text field of a form; what is wrong stands below it and is read out with it. */
export function FormField({
  registration,
  problem,
  takesFocus = false,
  helperText,
  ...rest
}: FormFieldProps) {
  const { ref, ...field } = registration;
  const input = useRef<HTMLInputElement>(null);

  useEffect(() => {
    if (takesFocus) input.current?.focus();
  }, [takesFocus]);

  return (
    <TextField
      fullWidth
      {...rest}
      {...field}
      inputRef={(node: HTMLInputElement | null) => {
        input.current = node;
        ref(node);
      }}
      error={problem !== undefined}
      helperText={problem ?? helperText}
    />
  );
}
