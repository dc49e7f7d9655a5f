import { useEffect } from 'react';
import { useRouteError } from 'react-router';
import { createLog } from '../core/log';
import { PageNotLoaded } from '../lib/lazy-part';
import { CrashPage } from '../ui/CrashPage';
import { NotLoaded } from '../ui/NotLoaded';

const log = createLog('app');

/** Stands in for a page that failed to load or to render. */
export function RouteCrash() {
  const error = useRouteError();
  useEffect(() => log.error('a route failed', { error }), [error]);
  return error instanceof PageNotLoaded ? <NotLoaded /> : <CrashPage error={error} />;
}
