import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import Typography from '@mui/material/Typography';
import { useId } from 'react';
import type { SafetyCode } from '../../call/safety-code';

interface SafetyCodeDialogProps {
  code: SafetyCode;
  name: string;
  open: boolean;
  onClose: () => void;
}

/** The symbols with their names, and how to compare them. */
export function SafetyCodeDialog({ code, name, open, onClose }: SafetyCodeDialogProps) {
  const title = useId();
  return (
    <Dialog open={open} onClose={onClose} aria-labelledby={title} maxWidth="xs" fullWidth>
      <DialogTitle id={title}>
        Safety code with <bdi>{name}</bdi>
      </DialogTitle>
      <DialogContent>
        <Box
          component="ol"
          aria-label="Safety code"
          sx={{
            display: 'grid',
            gridTemplateColumns: 'repeat(4, 1fr)',
            gap: 1,
            listStyle: 'none',
            margin: 0,
            marginBottom: 2,
            padding: 0,
          }}
        >
          {code.map((symbol, place) => (
            <Box
              component="li"
              // A symbol may occur twice.
              key={`${place} ${symbol.name}`}
              sx={{ textAlign: 'center', minWidth: 0 }}
            >
              <Box aria-hidden sx={{ fontSize: 32, lineHeight: 1.3 }}>
                {symbol.emoji}
              </Box>
              <Typography variant="caption" component="div" sx={{ lineHeight: 1.2 }}>
                {symbol.name}
              </Typography>
            </Box>
          ))}
        </Box>
        <Typography sx={{ marginBottom: 1 }}>
          Read the words to each other. If both of you see the same ones, nobody between you can
          hear or see this call.
        </Typography>
        <Typography sx={{ marginBottom: 1 }}>
          If they differ, leave the call: somebody may be in between.
        </Typography>
        <Typography variant="body2" sx={{ color: 'text.secondary' }}>
          The code changes when one of you reloads the page. It cannot protect you from a server
          that delivers a manipulated page.
        </Typography>
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>Close</Button>
      </DialogActions>
    </Dialog>
  );
}
