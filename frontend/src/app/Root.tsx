import { Outlet } from 'react-router';
import { useLayers } from './useLayers';
import { useRouteFocus } from './useRouteFocus';

/** What holds for every page, those of a call too. */
export function Root() {
  useRouteFocus();
  useLayers();
  return <Outlet />;
}
