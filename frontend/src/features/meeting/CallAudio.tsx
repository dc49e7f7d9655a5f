import { nameLabel } from '@parley/shared/participants';
import Button from '@mui/material/Button';
import { useCallback, useState } from 'react';
import { useCallPart } from '../../hooks/useCall';
import { RemoteAudio } from './RemoteAudio';

/** Plays the audio of all participants. If the browser requires a user gesture, a button asks for it. */
export function CallAudio() {
  const remotes = useCallPart(({ remotes: all }) => all);
  const audioOutputId = useCallPart(({ devices }) => devices.audioOutputId);
  const [blocked, setBlocked] = useState<readonly (() => void)[]>([]);
  const onBlocked = useCallback((play: () => void) => setBlocked((all) => [...all, play]), []);
  return (
    <>
      {remotes.map(
        ({ participant, audioStream }) =>
          audioStream && (
            <RemoteAudio
              key={participant.id}
              stream={audioStream}
              label={nameLabel(participant)}
              audioOutputId={audioOutputId}
              onBlocked={onBlocked}
            />
          ),
      )}
      {blocked.length > 0 && (
        <Button
          variant="contained"
          sx={{ position: 'absolute', top: 64, left: '50%', translate: '-50%', zIndex: 2 }}
          onClick={() => {
            for (const play of blocked) play();
            setBlocked([]);
          }}
        >
          Click to hear the others
        </Button>
      )}
    </>
  );
}
