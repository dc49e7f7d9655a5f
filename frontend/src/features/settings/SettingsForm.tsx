import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import type { ReactNode } from 'react';
import { FormProblem } from '../../ui/FormProblem';

interface SettingsFormProps {
  /** The text of the button. */
  action: string;
  busy: boolean;
  /** The error of the whole form. */
  problem: string | undefined;
  onSubmit: () => Promise<void>;
  /** The fields. */
  children: ReactNode;
}

/** A short form of a section. Its button is outlined, because the page has several. */
export function SettingsForm({ action, busy, problem, onSubmit, children }: SettingsFormProps) {
  return (
    <Box
      component="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void onSubmit();
      }}
      sx={{ display: 'flex', flexDirection: 'column', gap: 2.5, maxWidth: 440 }}
    >
      <FormProblem text={problem} />
      {children}
      <Button
        type="submit"
        variant="outlined"
        loading={busy}
        sx={{ alignSelf: { xs: 'stretch', sm: 'flex-start' } }}
      >
        {action}
      </Button>
    </Box>
  );
}
