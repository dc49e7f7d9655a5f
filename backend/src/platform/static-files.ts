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

/** Which scripts a page needs, as the build of the client found out (`route-scripts.ts` there). */
export interface PageRoute {
  /** An Express path, such as `/r/:code`. */
  readonly path: string;
  /** Present where the page differs for people who are signed in. */
  readonly signedIn?: boolean;
  readonly scripts: readonly string[];
}

export interface StaticOptions {
  /** Whether the browser that asks is most likely signed in. */
  isRemembered: (request: Request) => boolean;
}

/**
 * The built client: hashed files for ever, the page itself never cached and with a fresh nonce.
 * Every path that is not a file is the page, whose router knows what is there.
 *
 * Files and pages are compressed: they are the same for everybody, but for a nonce that is another
 * one each time. Answers of the API are not: they hold secrets beside text that others may choose,
 * whose length compression would betray (BREACH, https://www.breachattack.com).
 */
export function createStaticRouter(directory: string, { isRemembered }: StaticOptions): Router {
  const router = Router();
  const page = join(directory, 'index.html');
  if (!existsSync(page)) return router;
  const send = createPageSender(readFileSync(page, 'utf8'));
  const landing = join(directory, '.vite', 'landing.html');

  router.use(refuseRawPage(send));
  router.use(
    '/assets',
    serveFiles(join(directory, 'assets'), { immutable: true, maxAge: '1y' }),
    pageNotFound,
  );
  router.use(serveFiles(directory, { maxAge: '1h' }));
  if (existsSync(landing)) {
    // Rendered by the build: visitors read it at once, and fetch scripts when they do something.
    const sendLanding = createPageSender(readFileSync(landing, 'utf8'));
    router.get('/', (request, response, next) => {
      if (isRemembered(request)) next();
      else sendLanding(response, 200).catch(next);
    });
  }
  for (const { path, signedIn, scripts } of readRoutes(directory)) {
    router.get(path, (request, response, next) => {
      if (signedIn !== undefined && signedIn !== isRemembered(request)) next();
      else send(response, 200, scripts).catch(next);
    });
  }
  router.get('/{*path}', (_request, response, next) => void send(response, 200).catch(next));
  return router;
}

/** Sends the Brotli or gzip copy that the build put beside a file, to whoever takes it. */
const serveFiles = (directory: string, options: { immutable?: boolean; maxAge: string }) =>
  serveCompressed(directory, {
    enableBrotli: true,
    orderPreference: ['br', 'gzip'],
    index: false,
    serveStatic: { ...options, redirect: false },
  }) as RequestHandler;

type SendPage = (response: Response, status: number, scripts?: readonly string[]) => Promise<void>;

/**
 * Writes a fresh nonce into the page, and the scripts of the route that was asked for: a browser
 * would otherwise learn of each only when the one before has arrived and run.
 */
function createPageSender(template: string): SendPage {
  const parts = template.split(NONCE);
  return async (response, status, scripts = []) => {
    const links = scripts.map((file) => `<link rel="modulepreload" crossorigin href="${file}">`);
    const page = parts.join(nonceOf(response)).replace(HEAD_END, `${links.join('')}${HEAD_END}`);
    response.status(status).type('html');
    response.set({ 'Cache-Control': 'no-store', Vary: 'Accept-Encoding' });
    const encoding = response.req.acceptsEncodings(Object.keys(COMPRESSORS)) || 'identity';
    const compress = COMPRESSORS[encoding];
    if (compress === undefined) return void response.send(page);
    response.set('Content-Encoding', encoding).send(await compress(page));
  };
}

/** Quick rather than small: a page is compressed each time, as its nonce is another one. */
const COMPRESSORS: Record<string, (text: string) => Promise<Buffer>> = {
  br: (text) =>
    promisify(brotliCompress)(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
  gzip: (text) => promisify<string, Buffer>(gzip)(text),
};

/**
 * Keeps two kinds of paths from the middleware for files. The page as it was built holds no nonce,
 * so its own policy would forbid its styles. A path that cannot be decoded names nothing that is
 * here: the page says so, and its router knows the words for it.
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
