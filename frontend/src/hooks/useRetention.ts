import { DEFAULT_RETENTION, type Retention } from '@parley/shared/retention';
import { useCallPart } from './useCall';
import { useJoinControl } from './useJoinControl';

/** How long the record of this call is kept; null while the client does not know the room. */
export function useRetention(): Retention | null {
  const guest = useJoinControl();
  const room = useCallPart(({ meeting, presence }) => (meeting ?? presence)?.room);
  if (room !== undefined) return room.retention ?? DEFAULT_RETENTION;
  return guest?.retention ?? null;
}
