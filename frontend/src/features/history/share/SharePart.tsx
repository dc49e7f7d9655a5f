import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { type ReactNode, useId } from 'react';

interface SharePartProps {
  title: string;
  hint?: string;
  children: ReactNode;
}

/** A part of the dialog with a title that names it. */
export function SharePart({ title, hint, children }: SharePartProps) {
  const id = useId();
  return (
    <Box component="section" aria-labelledby={id} sx={{ display: 'grid', gap: 1.5 }}>
      <div>
        <Typography component="h3" id={id} sx={{ fontWeight: 600 }}>
          {title}
        </Typography>
        {hint !== undefined && (
          <Typography variant="body2" sx={{ color: 'text.secondary' }}>
            {hint}
          </Typography>
        )}
      </div>
      {children}
    </Box>
  );
}
