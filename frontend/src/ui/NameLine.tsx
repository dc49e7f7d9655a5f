import Box from '@mui/material/Box';
import type { Named } from '../lib/avatar';

interface NameLineProps {
  person: Named;
  /** A remark such as `(You)`. */
  after?: string | undefined;
}

/** A name on one line. A long name is cut, but never its number or the remark after it. */
export function NameLine({ person: { displayName, nameNumber }, after }: NameLineProps) {
  const number = nameNumber === undefined ? undefined : `(${nameNumber})`;
  const rest = [number, after].filter((part) => part !== undefined).join(' ');
  return (
    <Box
      component="span"
      sx={{ display: 'flex', columnGap: '0.25em', minWidth: 0, whiteSpace: 'nowrap' }}
    >
      <Box
        component="bdi"
        title={displayName}
        sx={{ minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis' }}
      >
        {displayName}
      </Box>{' '}
      {rest !== '' && (
        <Box component="span" sx={{ flexShrink: 0 }}>
          {rest}
        </Box>
      )}
    </Box>
  );
}
