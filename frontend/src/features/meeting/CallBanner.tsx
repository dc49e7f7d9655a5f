import Box from '@mui/material/Box';

interface CallBannerProps {
  /** Null while there is nothing to say. */
  words: string | null;
}

/** A line across the call about something that is wrong with it; screen readers say it. */
export function CallBanner({ words }: CallBannerProps) {
  return (
    <Box role="status" aria-live="polite">
      {words !== null && (
        <Box
          sx={{
            paddingBlock: 0.75,
            paddingInline: 2,
            textAlign: 'center',
            fontSize: 14,
            fontWeight: 560,
            bgcolor: '#f5c451',
            color: '#101418',
          }}
        >
          {words}
        </Box>
      )}
    </Box>
  );
}
