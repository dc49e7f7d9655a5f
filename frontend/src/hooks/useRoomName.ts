import { useCallPart } from './useCall';

/** Of the room that this page is about, in the meeting and before it. */
export function useRoomName(): string {
  return useCallPart(({ meeting, presence }) => (meeting ?? presence)?.room.name ?? 'Meeting');
}
