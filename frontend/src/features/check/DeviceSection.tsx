import Box from '@mui/material/Box';
import type { DevicesSnapshot } from '../../call/session/call-snapshot';
import { useValue } from '../../hooks/useValue';
import { DeviceChoice, TestSpeaker } from '../../call-ui/DeviceChoice';
import { LevelMeter } from '../../ui/LevelMeter';
import { SelfVideo } from '../../ui/SelfVideo';
import { deviceFindings } from './device-findings';
import { FindingList } from './FindingList';
import type { RunningDeviceCheck } from './useDeviceCheck';

/** The findings about the devices, and a choice of devices for this check and for calls. */
export function DeviceSection({ check, isOpen }: RunningDeviceCheck) {
  const microphone = useValue(check.microphone);
  const camera = useValue(check.camera);
  const heard = useValue(check.heard);
  const canMeasure = useValue(check.canMeasure);
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
            canMeasure,
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
            <CameraPreview stream={stream} />
            <LevelMeter level={check.level} isOn={microphone.on} />
          </Box>
          <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: 'minmax(0, 1fr)' }}>
            <DeviceChoice
              devices={devices}
              microphone={microphone}
              camera={camera}
              onChoose={(role, id) => void check.choose(role, id)}
            />
            {devices.audioOutputs.length === 0 && <TestSpeaker audioOutputId={null} />}
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

/** Takes its space before there is any video, so that the layout does not jump. */
function CameraPreview({ stream }: { stream: MediaStream | null }) {
  return (
    <Box
      sx={{
        aspectRatio: '16 / 9',
        borderRadius: '12px',
        overflow: 'hidden',
        display: 'grid',
        placeItems: 'center',
        bgcolor: '#101418',
        color: '#f3efe8',
        // Otherwise invisible in the dark theme.
        outline: 1,
        outlineColor: 'divider',
      }}
    >
      {stream === null ? (
        'No video from the camera'
      ) : (
        <SelfVideo stream={stream} label="Your camera" />
      )}
    </Box>
  );
}
