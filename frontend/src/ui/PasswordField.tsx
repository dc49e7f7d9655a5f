import Button from '@mui/material/Button';
import InputAdornment from '@mui/material/InputAdornment';
import { useState } from 'react';
import type { UseFormRegisterReturn } from 'react-hook-form';
import { FormField } from './FormField';

interface PasswordFieldProps {
  /** Which password, when a form has several. */
  label?: string;
  registration: UseFormRegisterReturn;
  problem: string | undefined;
  autoComplete: 'current-password' | 'new-password';
  helperText?: string;
  takesFocus?: boolean;
}

/** A password field with a button that shows the characters. */
export function PasswordField({ label = 'Password', autoComplete, ...field }: PasswordFieldProps) {
  const [isShown, setIsShown] = useState(false);
  const toggle = (
    <InputAdornment position="end">
      <Button
        size="small"
        color="inherit"
        title={isShown ? 'Hide the characters' : 'Show the characters'}
        onClick={() => setIsShown(!isShown)}
        sx={{ minWidth: 0 }}
      >
        {isShown ? 'Hide' : 'Show'}
      </Button>
    </InputAdornment>
  );
  return (
    <FormField
      {...field}
      label={label}
      type={isShown ? 'text' : 'password'}
      autoComplete={autoComplete}
      endAdornment={toggle}
      inputProps={{ autoCapitalize: 'none', spellCheck: false }}
    />
  );
}
