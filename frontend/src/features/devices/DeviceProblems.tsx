import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import { useCall, useCallPart } from '../../hooks/useCall';
import { mediaErrorWords } from './media-error-words';

/** Why a device cannot be used and what to do. Never in the way of joining. */
export function DeviceProblems() {
  const call = useCall();
  const microphone = useCallPart(({ self }) => self.microphone.error);
  const camera = useCallPart(({ self }) => self.camera.error);
  const sentences = [
    microphone && mediaErrorWords('microphone', microphone),
    camera && mediaErrorWords('camera', camera),
  ].filter((sentence): sentence is string => typeof sentence === 'string');
  if (sentences.length === 0) return null;
  const canRetry = microphone !== 'insecure-context' && camera !== 'insecure-context';
  return (
    <Alert
      severity="warning"
      variant="outlined"
      sx={{ color: 'text.primary' }}
      action={
        canRetry && (
          <Button size="small" onClick={() => void call.retryDevices()}>
            Try again
          </Button>
        )
      }
    >
      {[...new Set(sentences)].map((sentence) => (
        <div key={sentence}>{sentence}</div>
      ))}
    </Alert>
  );
}
