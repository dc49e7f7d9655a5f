import Box from '@mui/material/Box';
import Skeleton from '@mui/material/Skeleton';

/** A placeholder with the rough shape of any page. */
export function PageSkeleton() {
  return (
    <Box component="output" aria-label="Loading" sx={{ display: 'block', width: '100%' }}>
      <Skeleton variant="text" sx={{ fontSize: '1.75rem', width: 'min(320px, 60%)' }} />
      <Skeleton variant="rounded" height={56} sx={{ marginTop: 3, width: 'min(480px, 100%)' }} />
      <Skeleton variant="rounded" height={72} sx={{ marginTop: 5 }} />
      <Skeleton variant="rounded" height={72} sx={{ marginTop: 1 }} />
    </Box>
  );
}
