import Button, { type ButtonProps } from '@mui/material/Button';
import { useState } from 'react';
import { copyText } from '../lib/copy-text';

interface CopyCodeProps extends Pick<ButtonProps, 'variant' | 'size' | 'color'> {
  code: string;
  /** The text of the button. */
  label: string;
}

/** Copies an error code for the person who runs the server. The button's text says if it worked. */
export function CopyCode({ code, label, ...look }: CopyCodeProps) {
  const [copied, setCopied] = useState<boolean | null>(null);
  return (
    <Button {...look} onClick={() => void copyText(code).then(setCopied)}>
      {copied === null ? label : copied ? 'Copied' : `Could not copy. The code is ${code}`}
    </Button>
  );
}
