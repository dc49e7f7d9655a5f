import './app/zod-without-eval';
import { text } from 'node:stream/consumers';
import { prerenderToNodeStream } from 'react-dom/static';
import { App } from './app/App';
import { createQueryClient } from './app/query-client';
import { createRouterAt } from './app/router';
import { createApiClient } from './lib/api-client';
import { createHttp } from './lib/http';
import { Session } from './lib/session';

/** No request is sent while a page is prerendered. */
const never = () => new Promise<never>(() => undefined);

/** Renders the landing page as the HTML that `main.tsx` hydrates. */
export async function prerenderLanding(): Promise<string> {
  const session = new Session({
    requestRefresh: never,
    requestLogout: never,
    runAlone: (task) => task(),
    channel: { listen: () => undefined, post: () => undefined },
    hint: { read: () => 'signed-out', write: () => undefined },
  });
  session.start();
  const guestOf = (): never => {
    throw new Error('the landing page has no guest');
  };
  const dependencies = { session, guestOf, api: createApiClient(createHttp(), session) };
  const { prelude } = await prerenderToNodeStream(
    <App
      dependencies={dependencies}
      queryClient={createQueryClient()}
      router={createRouterAt('/')}
    />,
    // Renders everything in its place; deferred parts would need an inline script.
    { progressiveChunkSize: Infinity },
  );
  return text(prelude);
}
