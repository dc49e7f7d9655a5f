import { randomUUID } from 'node:crypto';
import type { ErrorRequestHandler, RequestHandler } from 'express';
import type { Logger } from './logger';
import { nonceOf } from './security-headers';

/** The handler for paths that no other handler answered. */
export const pageNotFound: RequestHandler = () => {
  throw Object.assign(new Error('no such page or file'), { status: 404 });
};

/** The form of errors that Express and its file middleware throw. */
interface HttpFault {
  status?: number;
  headers?: Record<string, string>;
}

/** Headers that describe a file, not the error that is sent in its place. */
const FILE_HEADERS = ['Content-Encoding', 'Content-Type', 'ETag', 'Last-Modified'];

/**
 * Creates the last error handler for pages and files. A request for a page gets an error page with a
 * link; a request for a file gets only a status. Express itself would send the stack and log it in a
 * format of its own.
 */
export function createPageErrorHandler(logger: Logger): ErrorRequestHandler {
  return (thrown: unknown, request, response, _next) => {
    const { status = 500, headers = {} } = thrown as HttpFault;
    const requestId = randomUUID();
    if (status >= 500) logger.error({ requestId, method: request.method, err: thrown });
    if (response.headersSent) {
      // A part of the response is sent. Closing the connection shows that the rest is missing.
      request.socket.destroy();
      return;
    }
    for (const name of FILE_HEADERS) response.removeHeader(name);
    response.set({ ...headers, 'X-Request-Id': requestId, 'Cache-Control': 'no-store' });
    if (request.accepts('text', 'html') !== 'html') return void response.sendStatus(status);
    response
      .status(status)
      .type('html')
      .send(errorPage(status, requestId, nonceOf(response)));
  };
}

const STYLE = `
:root { color-scheme: light dark; }
body { margin: 0; min-height: 100vh; display: grid; place-content: center; padding: 24px;
  box-sizing: border-box; font: 16px/1.5 'Inter Variable', system-ui, sans-serif;
  text-align: center; color: #101418; background: #faf8f4; }
main { max-width: 480px; }
h1 { font-size: 1.75rem; line-height: 1.2; letter-spacing: -0.02em; }
p { color: #565d66; }
code { font-size: 0.875rem; overflow-wrap: anywhere; }
a { display: inline-block; margin-top: 8px; padding: 12px 24px; border-radius: 12px;
  font-weight: 600; color: #101418; background: #e4572e; text-decoration: none; }
@media (prefers-color-scheme: dark) {
  body { color: #f3efe8; background: #101418; }
  p { color: #a9b1bb; }
}`;

/** Needs no other file, because the client's files may be what is missing. */
function errorPage(status: number, requestId: string, nonce: string): string {
  const [title, text] =
    status < 500
      ? ['This page is not here', 'The address may be mistyped, or what was here is gone.']
      : [
          'Something went wrong',
          `The server could not show this page. Try it again in a moment; if it fails again, give
the code to whoever runs this server.</p><p><code>${requestId}</code>`,
        ];
  return `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>${title} · Parley</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml"><style nonce="${nonce}">${STYLE}</style>
</head><body><main><h1>${title}</h1><p>${text}</p><a href="/">Go to the start page</a></main></body></html>`;
}
