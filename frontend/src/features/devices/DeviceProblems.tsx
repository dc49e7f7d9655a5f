import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import type { MediaErrorReason } from '../../call/call-snapshot';
import { useCall, useCallPart } from '../../hooks/useCall';
import { InsecureOrigin } from './InsecureOrigin';
import { mediaErrorWords } from './media-error-words';

/** Why a device cannot be used and what to do. Never in the way of joining. */
export function DeviceProblems() {
  const call = useCall();
  const microphone = useCallPart(({ self }) => self.microphone.error);
  const camera = useCallPart(({ self }) => self.camera.error);
  if (microphone === 'insecure-context' || camera === 'insecure-context') return <InsecureOrigin />;
  const sentences = problemWords(microphone, camera);
  if (sentences.length === 0) return null;
  return (
    <Alert severity="warning" variant="outlined" sx={{ color: 'text.primary' }}>
      {sentences.map((sentence) => (
        <div key={sentence}>{sentence}</div>
      ))}
      <Button size="small" sx={{ marginLeft: -1.5 }} onClick={() => void call.retryDevices()}>
        Try again
      </Button>
    </Alert>
  );
}

function problemWords(
  microphone: MediaErrorReason | null,
  camera: MediaErrorReason | null,
): string[] {
  const words =
    microphone === camera && camera === 'permission-denied'
      ? [mediaErrorWords('camera and microphone', camera)]
      : [
          microphone && mediaErrorWords('microphone', microphone),
          camera && mediaErrorWords('camera', camera),
        ];
  return words.filter((sentence) => sentence !== null);
}
