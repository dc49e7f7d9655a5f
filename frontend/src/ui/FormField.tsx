import { useEffect, useRef } from 'react';
import type { UseFormRegisterReturn } from 'react-hook-form';
import { TextInput, type TextInputProps } from './TextInput';

type FormFieldProps = Omit<TextInputProps, 'hasError' | 'inputRef' | 'autoFocus'> & {
  registration: UseFormRegisterReturn;
  /** The error of this field. */
  problem?: string | undefined;
  /** Focuses the field when it is mounted; for the first field of a form. */
  takesFocus?: boolean;
};

/** A text field of a form. Its error is below it, and screen readers read both together. */
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
    <TextInput
      fullWidth
      {...rest}
      {...field}
      inputRef={(node: HTMLInputElement | null) => {
        input.current = node;
        ref(node);
      }}
      hasError={problem !== undefined}
      helperText={problem ?? helperText}
    />
  );
}
