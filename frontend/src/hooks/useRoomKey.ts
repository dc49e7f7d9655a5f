import { useEffect, useState } from 'react';
import { type RoomKeyState, roomKeys } from '../lib/room-keys';
import { useCallPart } from './useCall';
import { useValue } from './useValue';

const NONE: RoomKeyState = { roomKey: null, problem: null };

/**
 * The key of a room on this device.
 *
 * @param keyCheck undefined if the room is not encrypted
 * @returns neither key nor problem until it is known
 */
export function useRoomKey(code: string | undefined, keyCheck: string | undefined): RoomKeyState {
  const version = useValue(roomKeys.version);
  const [state, setState] = useState(NONE);
  useEffect(() => {
    let isCurrent = true;
    if (code === undefined) return;
    void roomKeys.check(code, keyCheck).then((found) => {
      if (!isCurrent) return;
      setState((known) =>
        known.roomKey === found.roomKey && known.problem === found.problem ? known : found,
      );
    });
    return () => {
      isCurrent = false;
    };
  }, [code, keyCheck, version]);
  return state;
}

/** The same for the room of this call, once the server has described it. */
export function useRoomKeyOfCall() {
  const code = useCallPart(({ meeting, presence }) => (meeting ?? presence)?.room.code);
  const keyCheck = useCallPart(({ meeting, presence }) => (meeting ?? presence)?.room.keyCheck);
  return { ...useRoomKey(code, keyCheck), code, isEncrypted: keyCheck !== undefined };
}
