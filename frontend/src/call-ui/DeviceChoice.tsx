import Button from '@mui/material/Button';
import MenuItem from '@mui/material/MenuItem';
import Stack from '@mui/material/Stack';
import TextField from '@mui/material/TextField';
import { useState } from 'react';
import type { DeviceOption, DevicesSnapshot, SourceState } from '../call/session/call-snapshot';
import type { DeviceRole } from '../call/local/device-manager';
import { useLayer } from '../hooks/useLayer';
import { playTestSound } from '../lib/play-test-sound';

interface DeviceChoiceProps {
  devices: DevicesSnapshot;
  /** The states of the sources, which explain an empty list. */
  microphone: SourceState;
  camera: SourceState;
  onChoose: (role: DeviceRole, deviceId: string) => void;
}

/** Pickers for microphone, camera and speaker. */
export function DeviceChoice({ devices, microphone, camera, onChoose }: DeviceChoiceProps) {
  return (
    <Stack spacing={2}>
      <Picker
        label="Microphone"
        options={devices.microphones}
        source={microphone}
        chosen={devices.microphoneId}
        onChoose={(id) => onChoose('microphone', id)}
      />
      <Picker
        label="Camera"
        options={devices.cameras}
        source={camera}
        chosen={devices.cameraId}
        onChoose={(id) => onChoose('camera', id)}
      />
      {devices.audioOutputs.length > 0 && (
        <Stack direction="row" spacing={1} sx={{ alignItems: 'center' }}>
          <Picker
            label="Speaker"
            options={devices.audioOutputs}
            chosen={devices.audioOutputId}
            onChoose={(id) => onChoose('audioOutput', id)}
          />
          <TestSpeaker audioOutputId={devices.audioOutputId} label="Test" />
        </Stack>
      )}
    </Stack>
  );
}

interface TestSpeakerProps {
  /** The `deviceId` of the audio output; null for the default one. */
  audioOutputId: string | null;
  label?: string;
}

/** A button that plays two notes. */
export function TestSpeaker({ audioOutputId, label = 'Test speaker' }: TestSpeakerProps) {
  return (
    <Button
      variant="outlined"
      aria-label="Test speaker"
      onClick={() => void playTestSound(audioOutputId)}
    >
      {label}
    </Button>
  );
}

/** Explains an empty list. Browsers also hide devices until the user has allowed them. */
function emptyListText(source: SourceState | undefined): string {
  if (source?.opening === 'asking') return 'Waiting for permission';
  if (source?.pending) return 'Looking for devices…';
  return source?.error === 'permission-denied' ? 'Not allowed' : 'None found';
}

interface PickerProps {
  label: string;
  options: readonly DeviceOption[];
  chosen: string | null;
  source?: SourceState;
  onChoose: (deviceId: string) => void;
}

function Picker({ label, options, chosen, source, onChoose }: PickerProps) {
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
      helperText={options.length === 0 ? emptyListText(source) : undefined}
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
          {/* Browsers hide the labels until the user has allowed a device. */}
          {option.label === '' ? `${label} ${index + 1}` : option.label}
        </MenuItem>
      ))}
    </TextField>
  );
}
