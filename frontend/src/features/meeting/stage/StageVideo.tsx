import { RemoteTile, SelfTile } from './ParticipantTile';
import { OwnScreen, RemoteScreen } from './ScreenView';
import { partsOf, SELF, type ShownKey } from './shown-key';

interface PictureProps {
  shownKey: ShownKey;
  /** The one picture that is larger than the others. */
  isLarge: boolean;
}

/** Somebody's camera or screen, one's own included; fills what it is in. */
export function Picture({ shownKey, isLarge }: PictureProps) {
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
