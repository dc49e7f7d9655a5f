import Button from '@mui/material/Button';
import MenuItem from '@mui/material/MenuItem';
import Stack from '@mui/material/Stack';
import TextField from '@mui/material/TextField';
import { useState } from 'react';
import type { DeviceOption, DevicesSnapshot } from '../call/call-snapshot';
import type { DeviceRole } from '../call/devices/device-manager';
import { useLayer } from '../hooks/useLayer';
import { playTestSound } from '../lib/play-test-sound';

interface DeviceChoiceProps {
  devices: DevicesSnapshot;
  onChoose: (role: DeviceRole, deviceId: string) => void;
}

/** Which microphone, camera and speaker. */
export function DeviceChoice({ devices, onChoose }: DeviceChoiceProps) {
  return (
    <Stack spacing={2}>
      <Picker
        label="Microphone"
        options={devices.microphones}
        chosen={devices.microphoneId}
        onChoose={(id) => onChoose('microphone', id)}
      />
      <Picker
        label="Camera"
        options={devices.cameras}
        chosen={devices.cameraId}
        onChoose={(id) => onChoose('camera', id)}
      />
      {devices.speakers.length > 0 && (
        <Stack direction="row" spacing={1} sx={{ alignItems: 'center' }}>
          <Picker
            label="Speaker"
            options={devices.speakers}
            chosen={devices.speakerId}
            onChoose={(id) => onChoose('speaker', id)}
          />
          <TestSpeaker speakerId={devices.speakerId} label="Test" />
        </Stack>
      )}
    </Stack>
  );
}

interface TestSpeakerProps {
  /** Null: the default one. */
  speakerId: string | null;
  label?: string;
}

/** Plays two notes. */
export function TestSpeaker({ speakerId, label = 'Test speaker' }: TestSpeakerProps) {
  return (
    <Button
      variant="outlined"
      aria-label="Test speaker"
      onClick={() => void playTestSound(speakerId)}
    >
      {label}
    </Button>
  );
}

interface PickerProps {
  label: string;
  options: readonly DeviceOption[];
  chosen: string | null;
  onChoose: (deviceId: string) => void;
}

function Picker({ label, options, chosen, onChoose }: PickerProps) {
  const [isOpen, setIsOpen] = useState(false);
  useLayer(isOpen, () => setIsOpen(false));
  const known = options.some(({ deviceId }) => deviceId === chosen);
  const value = known ? chosen : (options[0]?.deviceId ?? '');
  return (
    <TextField
      select
      size="small"
      fullWidth
      label={label}
      value={value}
      disabled={options.length === 0}
      helperText={options.length === 0 ? 'None found' : undefined}
      slotProps={{
        select: {
          open: isOpen,
          onOpen: () => setIsOpen(true),
          onClose: () => setIsOpen(false),
        },
        formHelperText: { sx: { '&.Mui-disabled': { color: 'text.secondary' } } },
      }}
      onChange={({ target }) => onChoose(target.value)}
    >
      {options.map((option, index) => (
        <MenuItem key={option.deviceId} value={option.deviceId}>
          {/* Names are hidden until the browser was allowed to use a device. */}
          {option.label === '' ? `${label} ${index + 1}` : option.label}
        </MenuItem>
      ))}
    </TextField>
  );
}
