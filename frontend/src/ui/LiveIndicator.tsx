import Box from '@mui/material/Box';

/** A green label for a running meeting. */
export function LiveIndicator({ text = 'Live' }: { text?: string }) {
  return (
    <Box
      component="span"
      sx={{
        display: 'inline-flex',
        alignItems: 'center',
        gap: 0.75,
        color: 'success.main',
        fontSize: '0.8125rem',
        fontWeight: 640,
        whiteSpace: 'nowrap',
        '&::before': {
          content: '""',
          width: 8,
          height: 8,
          borderRadius: '50%',
          bgcolor: 'success.main',
        },
      }}
    >
      {text}
    </Box>
  );
}
