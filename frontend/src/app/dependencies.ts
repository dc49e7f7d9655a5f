import { authEndpoints } from '@parley/shared/auth';
import { guestEndpoints } from '@parley/shared/guests';
import { onOnline } from '../core/network-events';
import type { Dependencies } from '../hooks/useDependencies';
import { createApiClient } from '../lib/api-client';
import { createHttp, sendRequest } from '../lib/http';
import { browserStorage } from '../core/browser-storage';
import { GuestIdentity } from '../lib/guest-identity';
import { Session } from '../lib/session';
import { aloneInBrowser, createSessionChannel } from '../lib/session-channel';
import { createSessionHint } from '../lib/session-hint';

/** Creates the objects that live as long as the document, and starts the session. */
export function createDependencies(): Dependencies {
  const http = createHttp();
  const session = new Session({
    requestRefresh: (options) => sendRequest(http, authEndpoints.refresh, {}, options),
    requestLogout: () => sendRequest(http, authEndpoints.logout, {}),
    runAlone: aloneInBrowser(),
    channel: createSessionChannel(),
    hint: createSessionHint(browserStorage),
  });
  session.start();

  const guests = new Map<string, GuestIdentity>();
  const createGuest = (code: string): GuestIdentity => {
    const name = `parley:guest:${code}`;
    const params = { code };
    return new GuestIdentity({
      requestEnter: (displayName, options) =>
        sendRequest(http, guestEndpoints.createGuest, { params, body: { displayName } }, options),
      requestRefresh: (options) =>
        sendRequest(http, guestEndpoints.refreshGuest, { params }, options),
      runAlone: aloneInBrowser(name),
      channel: createSessionChannel(name),
    });
  };

  const wake = (): void => {
    session.wake();
    for (const guest of guests.values()) guest.session.wake();
  };
  onOnline(wake);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') wake();
  });
  return {
    session,
    api: createApiClient(http, session),
    guestOf(code) {
      const guest = guests.get(code) ?? createGuest(code);
      guests.set(code, guest);
      return guest;
    },
  };
}
