import { Outlet } from 'react-router';
import { useRouteFocus } from './useRouteFocus';

/** What holds for every page, those of a call too. */
export function Root() {
  useRouteFocus();
  return <Outlet />;
}
