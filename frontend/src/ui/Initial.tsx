import Box from '@mui/material/Box';
import { avatarColor, type Named } from '../lib/avatar';
import { firstGrapheme } from '../lib/graphemes';

interface InitialProps {
  person: Named;
  /** The diameter in CSS pixels. */
  size?: number;
}

/** An avatar with the first letter of a name in its colour. Hidden from screen readers. */
export function Initial({ person, size = 32 }: InitialProps) {
  const first = firstGrapheme(person.displayName.trim());
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
        bgcolor: avatarColor(person),
        color: '#fff',
        fontSize: size * 0.44,
        fontWeight: 640,
        lineHeight: 1,
      }}
    >
      {first === '' ? '?' : first.toLocaleUpperCase()}
    </Box>
  );
}
