import Alert from '@mui/material/Alert';

/** An error of a whole form, which screen readers announce as soon as it appears. */
export function FormProblem({ text }: { text: string | undefined }) {
  return text === undefined ? null : (
    <Alert severity="error" variant="outlined">
      {text}
    </Alert>
  );
}
