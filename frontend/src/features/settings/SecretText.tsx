import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { CopyCode } from '../../ui/CopyCode';

interface SecretTextProps {
  /** What it is, such as `API key`. */
  label: string;
  text: string;
  /** The text of the button that copies it. */
  copyLabel: string;
}

/** A secret that is shown once, with a button that copies it. */
export function SecretText({ label, text, copyLabel }: SecretTextProps) {
  return (
    <Box>
      <Typography variant="body2" sx={{ color: 'text.secondary' }}>
        {label}
      </Typography>
      <Typography
        translate="no"
        dir="ltr"
        sx={{
          fontFamily: 'monospace',
          overflowWrap: 'anywhere',
          userSelect: 'all',
          padding: 1.5,
          marginBlock: 1,
          border: 1,
          borderColor: 'divider',
          borderRadius: 1,
        }}
      >
        {text}
      </Typography>
      <CopyCode code={text} label={copyLabel} variant="outlined" color="inherit" />
    </Box>
  );
}
