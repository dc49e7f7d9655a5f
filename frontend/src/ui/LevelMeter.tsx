import Box from '@mui/material/Box';
import { useEffect, useRef } from 'react';
import type { ReadonlyValue } from '../core/value';
import { levelShare } from './level-share';

interface LevelMeterProps {
  /** The audio level, 0 to 1. */
  level: ReadonlyValue<number>;
  isOn: boolean;
}

/** The audio level of the microphone. Written to the element many times a second without a render. */
export function LevelMeter({ level, isOn }: LevelMeterProps) {
  const bar = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const draw = (): void => {
      if (bar.current) bar.current.style.transform = `scaleX(${levelShare(level.get())})`;
    };
    draw();
    return level.subscribe(draw);
  }, [level]);
  return (
    <Box
      role="img"
      aria-label={isOn ? 'Level of your microphone' : 'Your microphone is off'}
      sx={{
        height: 6,
        borderRadius: 3,
        overflow: 'hidden',
        bgcolor: 'action.hover',
        '@media (forced-colors: active)': { height: 8, border: '1px solid CanvasText' },
      }}
    >
      <Box
        ref={bar}
        sx={{
          height: '100%',
          bgcolor: 'success.main',
          '@media (forced-colors: active)': { forcedColorAdjust: 'none', bgcolor: 'Highlight' },
          transformOrigin: 'left',
          transform: 'scaleX(0)',
          opacity: isOn ? 1 : 0,
        }}
      />
    </Box>
  );
}
