import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import type { MediaErrorReason, SourceState } from '../../call/session/call-snapshot';
import { useCall, useCallPart } from '../../hooks/useCall';
import { InsecureOrigin } from './InsecureOrigin';
import { mediaErrorWords } from './media-error-words';

/** Says why a device cannot be used and what to do. The user can join all the same. */
export function DeviceProblems() {
  const call = useCall();
  const microphone = useCallPart(({ self }) => problemOf(self.microphone));
  const camera = useCallPart(({ self }) => problemOf(self.camera));
  if (microphone === 'insecure-context' || camera === 'insecure-context') return <InsecureOrigin />;
  const sentences = problemWords(microphone, camera);
  if (sentences.length === 0) return null;
  return (
    <Alert severity="warning" variant="outlined" sx={{ color: 'text.primary' }}>
      {sentences.map((sentence) => (
        <div key={sentence}>{sentence}</div>
      ))}
      {camera !== 'unsupported' && (
        <Button size="small" sx={{ marginLeft: -1.5 }} onClick={() => void call.retryDevices()}>
          Try again
        </Button>
      )}
    </Alert>
  );
}

/** A device that works has no problem, even if the device that the user chose did not open. */
function problemOf({ on, error }: SourceState): MediaErrorReason | null {
  return on && error !== 'system-muted' ? null : error;
}

/** One sentence covers both devices for these reasons. */
const ABOUT_BOTH: readonly (MediaErrorReason | null)[] = ['permission-denied', 'unsupported'];

function problemWords(
  microphone: MediaErrorReason | null,
  camera: MediaErrorReason | null,
): string[] {
  const words =
    camera && microphone === camera && ABOUT_BOTH.includes(camera)
      ? [mediaErrorWords('camera and microphone', camera)]
      : [
          microphone && mediaErrorWords('microphone', microphone),
          camera && mediaErrorWords('camera', camera),
        ];
  return words.filter((sentence) => sentence !== null);
}
