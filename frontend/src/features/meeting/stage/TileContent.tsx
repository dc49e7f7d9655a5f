import { RemoteTile, SelfTile } from './ParticipantTile';
import { OwnScreen, RemoteScreen } from './ScreenView';
import { partsOf, SELF, type ShownKey } from './shown-key';

interface TileContentProps {
  shownKey: ShownKey;
  /** Whether this tile is larger than the others. */
  isLarge: boolean;
}

/** The camera or screen of a participant or of the user; as large as its parent. */
export function TileContent({ shownKey, isLarge }: TileContentProps) {
  const { source, participantId } = partsOf(shownKey);
  if (participantId !== SELF) {
    return source === 'camera' ? (
      <RemoteTile id={participantId} isLarge={isLarge} />
    ) : (
      <RemoteScreen id={participantId} />
    );
  }
  return source === 'camera' ? <SelfTile isLarge={isLarge} /> : <OwnScreen isLarge={isLarge} />;
}
