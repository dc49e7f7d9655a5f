import Box from '@mui/material/Box';

/** A decorative drawing of a call with three participants, its chat and its controls. */
export function LandingIllustration() {
  return (
    <Box
      aria-hidden
      sx={{
        display: { xs: 'none', md: 'grid' },
        gridTemplateColumns: '1fr 1fr 0.8fr',
        gridTemplateRows: '1fr 1fr auto',
        gap: 1.5,
        padding: 1.5,
        aspectRatio: '4 / 3',
        borderRadius: 2,
        bgcolor: '#101418',
        border: '1px solid #2c343d',
      }}
    >
      <Tile name="Ana" color="#35506b" isSpeaking />
      <Tile name="Ben" color="#4a4166" />
      <Chat />
      <Tile name="Cem" color="#3b5a4c" isWide />
      <Controls />
    </Box>
  );
}

interface TileProps {
  name: string;
  color: string;
  isSpeaking?: boolean;
  isWide?: boolean;
}

function Tile({ name, color, isSpeaking = false, isWide = false }: TileProps) {
  return (
    <Box
      sx={{
        gridColumn: isWide ? 'span 2' : undefined,
        position: 'relative',
        borderRadius: 1,
        bgcolor: '#1a2027',
        outline: isSpeaking ? '3px solid #4cc38a' : undefined,
        display: 'grid',
        placeItems: 'center',
        color: '#faf8f4',
        fontWeight: 640,
      }}
    >
      <Box
        sx={{
          width: 64,
          height: 64,
          borderRadius: '50%',
          bgcolor: color,
          display: 'grid',
          placeItems: 'center',
          fontSize: '1.5rem',
        }}
      >
        {name.slice(0, 1)}
      </Box>
      <Box sx={{ position: 'absolute', left: 12, bottom: 8, fontSize: 12 }}>{name}</Box>
    </Box>
  );
}

const LINES = [
  { width: '70%', isOwn: false },
  { width: '90%', isOwn: false },
  { width: '55%', isOwn: true },
  { width: '80%', isOwn: false },
  { width: '40%', isOwn: true },
];

function Chat() {
  return (
    <Box
      sx={{
        gridRow: 'span 2',
        borderRadius: 1,
        bgcolor: '#1a2027',
        padding: 1.5,
        display: 'flex',
        flexDirection: 'column',
        justifyContent: 'flex-end',
        gap: 1,
      }}
    >
      {LINES.map(({ width, isOwn }) => (
        <Box
          key={width}
          sx={{
            width,
            height: 22,
            borderRadius: '8px',
            alignSelf: isOwn ? 'flex-end' : 'flex-start',
            bgcolor: isOwn ? '#4a5664' : '#2c343d',
          }}
        />
      ))}
    </Box>
  );
}

function Controls() {
  return (
    <Box sx={{ gridColumn: '1 / -1', display: 'flex', justifyContent: 'center', gap: 1 }}>
      {['#2a323b', '#2a323b', '#4a5664', '#c62f26'].map((color, index) => (
        <Box
          // The list never changes.
          // oxlint-disable-next-line react/no-array-index-key
          key={index}
          sx={{ width: 28, height: 28, borderRadius: '50%', bgcolor: color }}
        />
      ))}
    </Box>
  );
}
