import Alert from '@mui/material/Alert';
import { useSyncExternalStore } from 'react';
import { useDependencies } from '../hooks/useDependencies';
import { useValue } from '../hooks/useValue';

/** Browsers have no event for a change of this setting. */
const never = () => () => undefined;

/** Some old in-app browsers lack the property. We assume that they accept cookies. */
const refusesCookiesNow = () => (navigator.cookieEnabled as boolean | undefined) === false;

/** Explains why a browser that refuses cookies does not stay signed in. */
export function CookieNotice() {
  const { session } = useDependencies();
  const lacksCookie = useValue(session.lacksCookie);
  const refusesCookies = useSyncExternalStore(never, refusesCookiesNow, () => false);
  if (!lacksCookie && !refusesCookies) return null;
  return (
    <Alert severity="warning" variant="outlined" sx={{ color: 'text.primary', marginBottom: 3 }}>
      Your browser does not keep cookies from this page, so you are signed out whenever it is
      reloaded or closed. Allow cookies for {window.location.hostname} in the settings of the
      browser and sign in again.
    </Alert>
  );
}
