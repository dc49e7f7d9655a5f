import Box from '@mui/material/Box';

/** The logo and the name of the application. */
export function Wordmark() {
  return (
    <Box component="span" sx={{ display: 'inline-flex', alignItems: 'center', gap: 1.25 }}>
      <Box
        component="img"
        src="/favicon.svg"
        alt=""
        sx={{ width: 28, height: 28, display: 'block' }}
      />
      <Box component="span" sx={{ fontSize: '1.25rem', fontWeight: 720, letterSpacing: '-0.03em' }}>
        Parley
      </Box>
    </Box>
  );
}
