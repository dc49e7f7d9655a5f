import { memo } from 'react';
import PanTool from '@mui/icons-material/PanTool';
import PresentToAll from '@mui/icons-material/PresentToAll';
import { MarkIcon } from '../../../ui/MarkIcon';
import type { SymbolKind } from './timeline-layout';

/** The picture of a symbol; those of which there are many are plain. */
export const TimelineSymbolIcon = memo(function TimelineSymbolIcon({ kind }: { kind: SymbolKind }) {
  switch (kind) {
    case 'decision':
    case 'action':
    case 'moment':
      return <MarkIcon kind={kind} size={14} />;
    case 'hand':
      return <PanTool aria-hidden />;
    case 'share':
      return <PresentToAll aria-hidden />;
    default:
      return (
        <svg viewBox="0 0 16 16" width="16" height="16" fill="currentcolor" aria-hidden>
          <path d={PATHS[kind]} />
        </svg>
      );
  }
});

/** A dot for what was written, an arrow into or out of the meeting. */
const PATHS: Record<'chat' | 'joined' | 'left', string> = {
  chat: 'M8 4.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7',
  joined: 'M5 3.5 11.5 8 5 12.5z',
  left: 'M4.5 4.5h7v7h-7z',
};
