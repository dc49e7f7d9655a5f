import Box from '@mui/material/Box';
import { useMemo } from 'react';
import { encode } from 'uqr';

/** Modules of white around the code, which scanners need (ISO/IEC 18004 wants four). */
const QUIET_ZONE = 4;

/** A link for the camera of a phone; black on white in every scheme. */
export function QrCode({ text }: { text: string }) {
  const { size, path } = useMemo(() => {
    const code = encode(text, { border: QUIET_ZONE });
    return { size: code.size, path: pathOf(code.data) };
  }, [text]);
  return (
    <Box
      component="svg"
      role="img"
      aria-label="QR code of the invite link"
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      sx={{
        display: 'block',
        width: '100%',
        height: '100%',
        borderRadius: '8px',
        bgcolor: '#ffffff',
        color: '#000000',
        forcedColorAdjust: 'none',
      }}
    >
      <path fill="currentColor" d={path} />
    </Box>
  );
}

/** One square a dark module. */
function pathOf(rows: readonly (readonly boolean[])[]): string {
  return rows
    .flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : '')))
    .join('');
}
