import Box from '@mui/material/Box';
import { useEffect, useRef } from 'react';
import type { DevicesSnapshot } from '../../call/call-snapshot';
import { useValue } from '../../hooks/useValue';
import { DeviceChoice, TestSpeaker } from '../../ui/DeviceChoice';
import { LevelMeter } from '../../ui/LevelMeter';
import { deviceFindings } from './device-findings';
import { FindingList } from './FindingList';
import type { RunningDeviceCheck } from './useDeviceCheck';

/** What the devices give, and which are used here and in calls. */
export function DeviceSection({ check, isOpen }: RunningDeviceCheck) {
  const microphone = useValue(check.microphone);
  const camera = useValue(check.camera);
  const heard = useValue(check.heard);
  const stream = useValue(check.cameraStream);
  const devices = useValue(check.devices);
  const { microphoneName, cameraName } = namesOf(devices);
  return (
    <Box sx={{ display: 'grid', gap: 2 }}>
      <div aria-live="polite">
        <FindingList
          findings={deviceFindings({
            microphone,
            camera,
            microphoneName,
            cameraName,
            heard,
            isOpen,
          })}
        />
      </div>
      {isOpen && (
        <Box
          sx={{
            display: 'grid',
            gap: 2,
            alignItems: 'start',
            gridTemplateColumns: { xs: 'minmax(0, 1fr)', sm: 'repeat(2, minmax(0, 1fr))' },
          }}
        >
          <Box sx={{ display: 'grid', gap: 1.5 }}>
            <Picture stream={stream} />
            <LevelMeter level={check.level} isOn={microphone.on} />
          </Box>
          <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: 'minmax(0, 1fr)' }}>
            <DeviceChoice devices={devices} onChoose={(role, id) => void check.choose(role, id)} />
            {devices.speakers.length === 0 && <TestSpeaker speakerId={null} />}
          </Box>
        </Box>
      )}
    </Box>
  );
}

function namesOf({ microphones, microphoneId, cameras, cameraId }: DevicesSnapshot) {
  return {
    microphoneName: microphones.find(({ deviceId }) => deviceId === microphoneId)?.label ?? '',
    cameraName: cameras.find(({ deviceId }) => deviceId === cameraId)?.label ?? '',
  };
}

/** Keeps its place while there is no picture, so that nothing jumps when there is one. */
function Picture({ stream }: { stream: MediaStream | null }) {
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
        display: 'block',
        width: '100%',
        aspectRatio: '16 / 9',
        objectFit: 'cover',
        borderRadius: 12,
        background: '#101418',
        transform: 'scaleX(-1)',
      }}
    />
  );
}
