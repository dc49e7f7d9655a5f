import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { Router, type Request, type RequestHandler, type Response } from 'express';
import serveCompressed from 'express-static-gzip';
import { pageNotFound } from './page-errors';
import { nonceOf } from './security-headers';

const NONCE = '__CSP_NONCE__';
const HEAD_END = '</head>';
/** The page that share links open. */
const SHARED_PAGE = '/shared';
/** Tells the client that there is no refresh cookie, so it need not ask for a session. */
const NO_SESSION = '<meta name="parley-session" content="none">';

/** The scripts that a page needs; the client's build writes them (`route-scripts.ts`). */
export interface PageRoute {
  /** An Express path, such as `/r/:code`. */
  readonly path: string;
  /** Set if the page has other scripts when the user is signed in. */
  readonly signedIn?: boolean;
  readonly scripts: readonly string[];
}

export interface StaticOptions {
  /** Whether the browser is probably signed in. */
  isSignedIn: (request: Request) => boolean;
}

/**
 * Serves the built client: hashed files, which caches keep for ever, and the page, which no cache
 * keeps and which has a new nonce each time. Every path that is not a file gets the page; its router
 * knows which paths exist.
 *
 * Files and pages are compressed, because they are the same for all users except for the nonce.
 * Responses of the API are not compressed: they contain secrets next to text that others may choose,
 * so their length would reveal something (BREACH, https://www.breachattack.com).
 */
export function createStaticRouter(directory: string, { isSignedIn }: StaticOptions): Router {
  const router = Router();
  const page = join(directory, 'index.html');
  if (!existsSync(page)) return router;
  const send = createPageSender(readFileSync(page, 'utf8'));
  const landing = join(directory, '.vite', 'landing.html');

  router.use(refuseRawPage(send));
  // A link that somebody publishes by mistake does not end up in search engines.
  router.get(SHARED_PAGE, (_request, response, next) => {
    response.setHeader('X-Robots-Tag', 'noindex');
    next();
  });
  router.use(
    '/assets',
    serveFiles(join(directory, 'assets'), { immutable: true, maxAge: '1y' }),
    pageNotFound,
  );
  router.use(serveFiles(directory, { maxAge: '1h' }));
  if (existsSync(landing)) {
    // Rendered by the build. Browsers show it at once and fetch scripts on the first interaction.
    const sendLanding = createPageSender(readFileSync(landing, 'utf8'));
    router.get('/', (request, response, next) => {
      if (isSignedIn(request)) next();
      else sendLanding(response, 200).catch(next);
    });
  }
  for (const { path, signedIn, scripts } of readRoutes(directory)) {
    router.get(path, (request, response, next) => {
      if (signedIn !== undefined && signedIn !== isSignedIn(request)) next();
      else send(response, 200, scripts, signedIn === false).catch(next);
    });
  }
  router.get('/{*path}', (_request, response, next) => void send(response, 200).catch(next));
  return router;
}

/** Sends the Brotli or gzip copy that the build put next to a file, if the client accepts it. */
const serveFiles = (directory: string, options: { immutable?: boolean; maxAge: string }) =>
  serveCompressed(directory, {
    enableBrotli: true,
    orderPreference: ['br', 'gzip'],
    index: false,
    serveStatic: { ...options, redirect: false },
  }) as RequestHandler;

type SendPage = (
  response: Response,
  status: number,
  scripts?: readonly string[],
  hasNoSession?: boolean,
) => Promise<void>;

/**
 * Writes a new nonce and the scripts of the requested route into the page. Otherwise a browser would
 * learn of each script only after the previous one has run.
 */
function createPageSender(template: string): SendPage {
  const parts = template.split(NONCE);
  return async (response, status, scripts = [], hasNoSession = false) => {
    const links = scripts.map((file) => `<link rel="modulepreload" crossorigin href="${file}">`);
    const head = `${hasNoSession ? NO_SESSION : ''}${links.join('')}${HEAD_END}`;
    const page = parts.join(nonceOf(response)).replace(HEAD_END, head);
    response.status(status).type('html');
    response.set({ 'Cache-Control': 'no-store', Vary: 'Accept-Encoding' });
    const encoding = response.req.acceptsEncodings(Object.keys(COMPRESSORS)) || 'identity';
    const compress = COMPRESSORS[encoding];
    if (compress === undefined) return void response.send(page);
    response.set('Content-Encoding', encoding).send(await compress(page));
  };
}

/** Fast rather than small, because each response has a nonce of its own and is compressed anew. */
const COMPRESSORS: Record<string, (text: string) => Promise<Buffer>> = {
  br: (text) =>
    promisify(brotliCompress)(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
  gzip: (text) => promisify<string, Buffer>(gzip)(text),
};

/**
 * Handles two kinds of paths before the middleware for files. The page as built contains no nonce, so
 * its own policy would forbid its styles. A path that cannot be decoded does not exist, and the page
 * says so.
 */
function refuseRawPage(send: SendPage): RequestHandler {
  return (request, response, next) => {
    const path = decode(request.path);
    if (path === null) send(response, 404).catch(next);
    else if (posix.normalize(path).toLowerCase() === '/index.html') response.redirect(308, '/');
    else next();
  };
}

function decode(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    return null;
  }
}

function readRoutes(directory: string): PageRoute[] {
  const file = join(directory, '.vite', 'routes.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as PageRoute[]) : [];
}
