import './app/zod-without-eval';
import { text } from 'node:stream/consumers';
import { prerenderToNodeStream } from 'react-dom/static';
import { App } from './app/App';
import { createQueryClient } from './app/query-client';
import { createRouterAt } from './app/router';
import { createApiClient } from './lib/api-client';
import { createHttp } from './lib/http';
import { Session } from './lib/session';

/** Nothing is asked of a server while a page is rendered. */
const never = () => new Promise<never>(() => undefined);

/** The landing page as HTML, as `main.tsx` finds it and goes on from. */
export async function prerenderLanding(): Promise<string> {
  const session = new Session({
    requestRefresh: never,
    requestLogout: never,
    runAlone: (task) => task(),
    channel: { listen: () => undefined, tell: () => undefined },
    hint: { read: () => 'signed-out', write: () => undefined },
  });
  session.start();
  const dependencies = { session, api: createApiClient(createHttp(), session) };
  const { prelude } = await prerenderToNodeStream(
    <App
      dependencies={dependencies}
      queryClient={createQueryClient()}
      router={createRouterAt('/')}
    />,
    // All in its place: nothing is sent later, which would take a script.
    { progressiveChunkSize: Infinity },
  );
  return text(prelude);
}
