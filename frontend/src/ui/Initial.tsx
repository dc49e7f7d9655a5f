import Box from '@mui/material/Box';
import { firstGrapheme } from '../lib/graphemes';

interface InitialProps {
  name: string;
  /** Pixels. */
  size?: number;
}

/** A round mark with the first letter of a name; decoration beside the name itself. */
export function Initial({ name, size = 32 }: InitialProps) {
  const first = firstGrapheme(name.trim());
  return (
    <Box
      component="span"
      aria-hidden
      sx={{
        width: size,
        height: size,
        flexShrink: 0,
        borderRadius: '50%',
        display: 'inline-flex',
        alignItems: 'center',
        justifyContent: 'center',
        bgcolor: 'text.primary',
        color: 'background.default',
        fontSize: size * 0.44,
        fontWeight: 640,
        lineHeight: 1,
      }}
    >
      {first === '' ? '?' : first.toLocaleUpperCase()}
    </Box>
  );
}
