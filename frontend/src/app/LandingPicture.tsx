import Box from '@mui/material/Box';

/** A still of a call with three people and its chat, drawn with boxes; decoration only. */
export function LandingPicture() {
  return (
    <Box
      aria-hidden
      sx={{
        display: { xs: 'none', md: 'grid' },
        gridTemplateColumns: '1fr 1fr 0.8fr',
        gridTemplateRows: '1fr 1fr',
        gap: 1.5,
        padding: 1.5,
        aspectRatio: '4 / 3',
        borderRadius: 2,
        bgcolor: '#101418',
        border: '1px solid #2c343d',
      }}
    >
      <Tile letter="A" color="#35506b" isSpeaking />
      <Tile letter="B" color="#4a4166" />
      <Chat />
      <Tile letter="C" color="#3b5a4c" isWide />
    </Box>
  );
}

interface TileProps {
  letter: string;
  color: string;
  isSpeaking?: boolean;
  isWide?: boolean;
}

function Tile({ letter, color, isSpeaking = false, isWide = false }: TileProps) {
  return (
    <Box
      sx={{
        gridColumn: isWide ? 'span 2' : undefined,
        borderRadius: 1,
        bgcolor: '#1a2027',
        outline: isSpeaking ? '3px solid #4cc38a' : undefined,
        display: 'flex',
        alignItems: 'center',
        justifyContent: 'center',
      }}
    >
      <Box
        sx={{
          width: 64,
          height: 64,
          borderRadius: '50%',
          bgcolor: color,
          color: '#faf8f4',
          display: 'flex',
          alignItems: 'center',
          justifyContent: 'center',
          fontSize: '1.5rem',
          fontWeight: 640,
        }}
      >
        {letter}
      </Box>
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
            bgcolor: isOwn ? '#e4572e' : '#2c343d',
          }}
        />
      ))}
    </Box>
  );
}
