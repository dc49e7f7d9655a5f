import { Outlet } from 'react-router';
import { useRoomKeyOfAddress } from './room-key-of-address';
import { useLayers } from './useLayers';
import { useRouteFocus } from './useRouteFocus';

/** The parent of every route, including the call. */
export function Root() {
  useRouteFocus();
  useLayers();
  useRoomKeyOfAddress();
  return <Outlet />;
}
