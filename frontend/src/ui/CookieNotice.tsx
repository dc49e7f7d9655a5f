import Alert from '@mui/material/Alert';
import { useSyncExternalStore } from 'react';
import { useDependencies } from '../hooks/useDependencies';
import { useValue } from '../hooks/useValue';

/** No event tells of a change. */
const never = () => () => undefined;

/** Some old in-app browsers do not say, and are taken to accept them. */
const refusesCookiesNow = () => (navigator.cookieEnabled as boolean | undefined) === false;

/** Why nobody stays signed in here, in a browser that refuses cookies. */
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
