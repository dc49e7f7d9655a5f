import { nameLabel } from '@parley/shared/participants';
import type { RemoteSnapshot } from '../../../call/session/call-snapshot';
import { useCallPart } from '../../../hooks/useCall';
import { useDebounced } from '../../../hooks/useDebounced';
import { useIsMirrored } from '../../../hooks/useMirror';
import { isolate } from '../../../lib/isolate';
import { useOwnName } from './useOwnName';
import { Tile, type TileNotice } from './Tile';

/** Within this time, sockets are back after a restart of the server; their media went on. */
const SHORT_OUTAGE_MS = 3_000;

/** The tile of another participant. Renders only when this participant changes. */
export function RemoteTile({ id, isLarge }: { id: string; isLarge: boolean }) {
  const remote = useCallPart(({ remotes }) => remotes.find((r) => r.participant.id === id));
  const speaking = useCallPart((snapshot) => snapshot.speaking.includes(id));
  const isLowConnection = useCallPart(({ lowConnection }) => lowConnection);
  const isAway = remote?.participant.connection === 'reconnecting';
  const isAwayForLong = useDebounced(isAway, SHORT_OUTAGE_MS) && isAway;
  if (remote === undefined) return null;
  const { participant, cameraStream, quality, qualityCause } = remote;
  return (
    <Tile
      id={id}
      displayName={participant.displayName}
      nameNumber={participant.nameNumber}
      isGuest={participant.role === 'guest'}
      isSelf={false}
      // The last video frame would stay visible.
      stream={isLowConnection ? null : cameraStream}
      noVideoReason={
        isLowConnection && participant.media.camera ? 'Camera paused to save data' : null
      }
      muted={!participant.media.microphone}
      handRaised={participant.media.hand}
      speaking={speaking}
      notice={noticeOf(remote, isAwayForLong)}
      quality={quality}
      cause={qualityCause}
      isLarge={isLarge}
    />
  );
}

function noticeOf(
  { participant, initialConnect, quality }: RemoteSnapshot,
  isAwayForLong: boolean,
): TileNotice | null {
  if (isAwayForLong || quality === 'lost') return { text: 'Reconnecting…' };
  if (initialConnect === 'connecting') return { text: 'Connecting…' };
  if (initialConnect !== 'timed-out') return null;
  return {
    text: `No connection to ${isolate(nameLabel(participant))} yet.`,
    detail: 'Parley keeps trying. This server may need a relay.',
  };
}

/** The tile with the self-view. The lobby renders it already. */
export function SelfTile({ isLarge }: { isLarge: boolean }) {
  const { displayName, nameNumber } = useOwnName();
  const id = useCallPart(({ self }) => self.participant?.id ?? '');
  const stream = useCallPart(({ self }) => self.cameraStream);
  const mirrored = useIsMirrored(stream);
  const { quality, cause } = useCallPart(({ ownQuality }) => ownQuality);
  const microphoneOn = useCallPart(({ self }) => self.microphone.on);
  const handRaised = useCallPart(({ self }) => self.handRaised);
  const speaking = useCallPart(
    (snapshot) =>
      snapshot.self.participant !== null &&
      snapshot.speaking.includes(snapshot.self.participant.id),
  );
  return (
    <Tile
      id={id}
      displayName={displayName}
      nameNumber={nameNumber}
      isSelf
      stream={stream}
      muted={!microphoneOn}
      handRaised={handRaised}
      speaking={speaking}
      notice={null}
      quality={quality}
      cause={cause}
      isLarge={isLarge}
      mirrored={mirrored}
    />
  );
}
