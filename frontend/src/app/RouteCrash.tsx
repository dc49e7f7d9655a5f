import { useRouteError } from 'react-router';
import { PageNotLoaded } from '../lib/lazy-part';
import { CrashPage } from '../ui/CrashPage';
import { NotLoaded } from '../ui/NotLoaded';

/** What is shown in place of a page that failed while it was loaded or drawn. */
export function RouteCrash() {
  const error = useRouteError();
  return error instanceof PageNotLoaded ? <NotLoaded /> : <CrashPage error={error} />;
}
