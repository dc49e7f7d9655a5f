import { authEndpoints } from '@parley/shared/auth';
import { onOnline } from '../core/network-events';
import type { Dependencies } from '../hooks/useDependencies';
import { createApiClient } from '../lib/api-client';
import { createHttp, sendRequest } from '../lib/http';
import { browserStorage } from '../core/browser-storage';
import { Session } from '../lib/session';
import { createSessionChannel, runAloneInBrowser } from '../lib/session-channel';
import { createSessionHint } from '../lib/session-hint';

/** Creates the objects that live as long as the document, and starts the session. */
export function createDependencies(): Dependencies {
  const http = createHttp();
  const session = new Session({
    requestRefresh: (options) => sendRequest(http, authEndpoints.refresh, {}, options),
    requestLogout: () => sendRequest(http, authEndpoints.logout, {}),
    runAlone: runAloneInBrowser,
    channel: createSessionChannel(),
    hint: createSessionHint(browserStorage),
  });
  session.start();
  onOnline(() => session.wake());
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') session.wake();
  });
  return { session, api: createApiClient(http, session) };
}
