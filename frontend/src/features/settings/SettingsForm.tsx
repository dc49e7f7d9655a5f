import Button from '@mui/material/Button';
import type { ReactNode } from 'react';
import { Form } from '../../ui/Form';
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
    <Form
      onSubmit={() => void onSubmit()}
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
    </Form>
  );
}
