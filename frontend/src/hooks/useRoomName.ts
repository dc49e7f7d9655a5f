import { useCallPart } from './useCall';

/** The name of the room of this call, in the meeting and in the lobby. */
export function useRoomName(): string {
  return useCallPart(({ meeting, presence }) => (meeting ?? presence)?.room.name ?? 'Meeting');
}
