import Box from '@mui/material/Box';
import { useMemo } from 'react';
import { encode } from 'uqr';

/** White modules around the code (ISO/IEC 18004 requires four). */
const QUIET_ZONE = 4;

/** A link as a QR code, black on white in every colour scheme. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { size, path } = useMemo(() => {
    const code = encode(text, { border: QUIET_ZONE });
    return { size: code.size, path: pathOf(code.data) };
  }, [text]);
  return (
    <Box
      component="svg"
      role="img"
      aria-label={label}
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

/** An SVG path with a square per dark module. */
function pathOf(rows: readonly (readonly boolean[])[]): string {
  return rows
    .flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : '')))
    .join('');
}
