import Button, { type ButtonProps } from '@mui/material/Button';
import { useState } from 'react';
import { copyText } from '../lib/copy-text';
import { debugLog } from '../lib/debug-log';

/** Copies the debug log of this tab. The button's text says whether that worked. */
export function CopyDebugLog(props: Pick<ButtonProps, 'variant' | 'size' | 'fullWidth' | 'sx'>) {
  const [copied, setCopied] = useState<boolean | null>(null);
  return (
    <Button {...props} onClick={() => void copyText(debugLog()).then(setCopied)}>
      {copied === null
        ? 'Copy debug log'
        : copied
          ? 'Debug log copied'
          : 'Could not copy the debug log'}
    </Button>
  );
}
