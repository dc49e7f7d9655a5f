import Alert from '@mui/material/Alert';

/** What is wrong with a form as a whole; read out as soon as it appears. */
export function FormProblem({ text }: { text: string | undefined }) {
  return text === undefined ? null : (
    <Alert severity="error" variant="outlined">
      {text}
    </Alert>
  );
}
