import Box from '@mui/material/Box';
import { useEffect, useRef } from 'react';
import { useValue } from '../../hooks/useValue';
import { LevelMeter } from '../../ui/LevelMeter';
import { deviceFindings } from './device-findings';
import { FindingList } from './FindingList';
import type { RunningDeviceCheck } from './useDeviceCheck';

/** What the devices give: a moving bar and a picture are worth more than their names. */
export function DeviceSection({ check, isOpen }: RunningDeviceCheck) {
  const microphone = useValue(check.microphone);
  const camera = useValue(check.camera);
  const heard = useValue(check.heard);
  const stream = useValue(check.cameraStream);
  const { microphones, cameras } = useValue(check.devices);
  return (
    <Box sx={{ display: 'grid', gap: 2 }}>
      <FindingList
        findings={deviceFindings({ microphone, camera, microphones, cameras, heard, isOpen })}
      />
      {microphone.on && <LevelMeter level={check.level} isOn />}
      {stream !== null && <Picture stream={stream} />}
    </Box>
  );
}

function Picture({ stream }: { stream: MediaStream }) {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (video.current) video.current.srcObject = stream;
  }, [stream]);
  return (
    <video
      ref={video}
      autoPlay
      playsInline
      muted
      aria-label="Your camera"
      style={{
        width: '100%',
        maxWidth: 320,
        aspectRatio: '16 / 9',
        objectFit: 'cover',
        borderRadius: 12,
        background: '#101418',
        transform: 'scaleX(-1)',
      }}
    />
  );
}
