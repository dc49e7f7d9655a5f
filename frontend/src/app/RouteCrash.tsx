import { useRouteError } from 'react-router';
import { CrashPage } from '../ui/CrashPage';

/** What is shown in place of a page that failed while it was loaded or drawn. */
export function RouteCrash() {
  return <CrashPage error={useRouteError()} />;
}
