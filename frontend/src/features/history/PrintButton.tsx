import Button from '@mui/material/Button';

/** Prints the record once its whole conversation has loaded. */
export function PrintButton({ isReady }: { isReady: boolean }) {
  return (
    <Button variant="outlined" loading={!isReady} onClick={() => window.print()}>
      Print
    </Button>
  );
}
