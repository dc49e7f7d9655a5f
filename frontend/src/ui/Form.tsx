import Box from '@mui/material/Box';
import type { SxProps, Theme } from '@mui/material/styles';
import type { ReactNode } from 'react';

interface FormProps {
  onSubmit: () => void;
  sx: SxProps<Theme>;
  children: ReactNode;
}

/** A form that this page handles: the browser neither sends nor validates it. */
export function Form({ onSubmit, sx, children }: FormProps) {
  return (
    <Box
      component="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
      sx={sx}
    >
      {children}
    </Box>
  );
}
