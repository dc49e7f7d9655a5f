import Box from '@mui/material/Box';
import { useEffect, useRef } from 'react';
import { useCall, useCallPart } from '../../hooks/useCall';

/** How loud the microphone is; drawn without rendering, many times a second. */
export function LevelMeter() {
  const call = useCall();
  const isOn = useCallPart(({ self }) => self.microphone.on);
  const bar = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const level = call.microphoneLevel;
    const draw = (): void => {
      if (bar.current) bar.current.style.transform = `scaleX(${Math.min(1, level.get())})`;
    };
    draw();
    return level.subscribe(draw);
  }, [call]);
  return (
    <Box
      role="img"
      aria-label={isOn ? 'Level of your microphone' : 'Your microphone is off'}
      sx={{ height: 6, borderRadius: 3, overflow: 'hidden', bgcolor: 'action.hover' }}
    >
      <Box
        ref={bar}
        sx={{
          height: '100%',
          bgcolor: 'success.main',
          transformOrigin: 'left',
          transform: 'scaleX(0)',
          opacity: isOn ? 1 : 0,
        }}
      />
    </Box>
  );
}
