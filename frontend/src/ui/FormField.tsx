import { useEffect, useRef } from 'react';
import type { UseFormRegisterReturn } from 'react-hook-form';
import { TextInput, type TextInputProps } from './TextInput';

type FormFieldProps = Omit<TextInputProps, 'hasError' | 'inputRef' | 'autoFocus'> & {
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
