import { randomUUID } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { endpoints, type EndpointName } from '@parley/shared/api';
import type { ApiScope } from '@parley/shared/api-scopes';
import type {
  Endpoint,
  EndpointAnswer,
  EndpointInput,
  StreamedFile,
} from '@parley/shared/endpoint';
import { bestSubject, refusalOf } from '@parley/shared/policy';
import type { ErrorRequestHandler, Request, RequestHandler, Response, Router } from 'express';
import { AppError, parseInput, toApiError, toAppError } from './errors';
import type { Logger } from './logger';
import type { Metrics } from './metrics';
import { isCounted } from './rate-limit';
import type { SecurityLog, Trace } from './security-log';
import { hasSeveralHosts } from './origin';

/** The account or guest of a valid access token, and the session. */
export interface Identity {
  userId: string;
  /** Of an API key: `api-key:` and its id. */
  sessionId: string;
  /** Seconds since the epoch. */
  expiresAt: number;
  /** The id of the one room that a guest may enter; absent for accounts. */
  guestOf?: string | undefined;
  /** What an API key may do; absent for access tokens. */
  scopes?: readonly ApiScope[];
}

/** Turns an access token or an API key into an identity. @throws {AppError} with a 401 code */
export type Authenticate = (token: string) => Promise<Identity>;

interface RequestContext {
  request: Request;
  response: Response;
  trace: Trace;
}

type Context<E extends Endpoint> = RequestContext &
  (E['access'] extends 'account' | 'token' ? { identity: Identity } : unknown);

export type Handler<E extends Endpoint> = (
  input: EndpointInput<E>,
  context: Context<E>,
) => Promise<EndpointAnswer<E>> | EndpointAnswer<E>;

/** Mounts a handler for a contract: authenticate, parse, call, respond. */
export type MountEndpoint = <E extends Endpoint>(endpoint: E, handler: Handler<E>) => void;

export interface EndpointOptions {
  router: Router;
  authenticate: Authenticate;
  /** Whether a web page of the request's origin may use the refresh cookie. */
  isOriginAllowed(request: Request): boolean;
  /** Whether to check responses against their schema, for development and tests. */
  checkResponses: boolean;
}

/** Creates the function that mounts endpoints on a router. */
export function createMountEndpoint(options: EndpointOptions): MountEndpoint {
  return (endpoint, handler) => {
    const method = endpoint.method.toLowerCase() as 'get' | 'post' | 'patch' | 'delete';
    const name = nameOf(endpoint);
    options.router[method](endpoint.path, async (request, response) => {
      const context: RequestContext & { identity?: Identity } = {
        request,
        response,
        trace: traceOf(response),
      };
      if (endpoint.access === 'account' || endpoint.access === 'token') {
        const token = bearerToken(request);
        if (token === undefined) throw new AppError('UNAUTHENTICATED');
        context.identity = await options.authenticate(token);
        response.locals['identity'] = context.identity;
        const { scopes } = context.identity;
        if (endpoint.params !== undefined || scopes) response.locals['target'] = endpoint.path;
        if (scopes !== undefined) assertScope(endpoint, scopes);
      }
      const refusal = refusalOf(name, bestSubject(kindOf(context.identity)));
      if (refusal !== null) throw new AppError(refusal);
      if (isCookieUsed(endpoint) && !options.isOriginAllowed(request)) {
        throw new AppError('ORIGIN_FORBIDDEN');
      }
      const answer = await handler(
        parseRequest(endpoint, request) as Parameters<typeof handler>[0],
        context as Parameters<typeof handler>[1],
      );
      if (endpoint.isStreamed === true) {
        await stream(endpoint, response, answer as StreamedFile, options.checkResponses);
      } else send(endpoint, response, answer, options.checkResponses);
    });
  };
}

/** An endpoint works with API keys only if its contract says so. @throws {AppError} SCOPE_MISSING */
function assertScope({ scope }: Endpoint, scopes: readonly ApiScope[]): void {
  if (scope === undefined) {
    const message = 'API keys do not work here. Sign in with the account instead.';
    throw new AppError('SCOPE_MISSING', { message });
  }
  if (!scopes.includes(scope)) {
    throw new AppError('SCOPE_MISSING', { message: `This API key needs the scope ${scope}.` });
  }
}

const names = new Map<Endpoint, EndpointName>(
  Object.entries(endpoints).map(([name, endpoint]) => [endpoint, name as EndpointName]),
);

/** @throws {Error} for an endpoint that is missing in `shared/src/api.ts`, and so has no rule */
function nameOf(endpoint: Endpoint): EndpointName {
  const name = names.get(endpoint);
  if (name === undefined) throw new Error(`${endpoint.path} is not in the list of endpoints`);
  return name;
}

/** Whether a request acts with a cookie, which browsers add to requests of other pages too. */
const isCookieUsed = ({ access, usesCookie }: Endpoint): boolean =>
  access === 'cookie' || usesCookie === true;

/** Describes the browser that sent a request: the start of its User-Agent header. */
export const deviceOf = (request: Request): string =>
  (request.headers['user-agent'] ?? 'unknown').slice(0, 200);

/** Whether an identity belongs to a guest, and not to an account. */
export const isGuest = ({ guestOf }: Identity): boolean => guestOf !== undefined;

/** What the credential of a request is. */
function kindOf(identity: Identity | undefined): 'anonymous' | 'guest' | 'account' {
  if (identity === undefined) return 'anonymous';
  return isGuest(identity) ? 'guest' : 'account';
}

function parseRequest(endpoint: Endpoint, request: Request) {
  if (endpoint.body !== undefined && !request.is('application/json')) {
    throw new AppError('UNSUPPORTED_MEDIA_TYPE');
  }
  return {
    params: endpoint.params && parsePath(endpoint, request),
    query: endpoint.query && parseInput(endpoint.query, request.query),
    body: endpoint.body && parseInput(endpoint.body, request.body),
  };
}

/** A malformed id or code in the path means a resource that does not exist: NOT_FOUND. */
function parsePath(endpoint: Endpoint, request: Request): unknown {
  const parsed = endpoint.params?.safeParse(request.params);
  if (parsed?.success !== true) throw new AppError('NOT_FOUND', { cause: parsed?.error });
  return parsed.data;
}

function send(endpoint: Endpoint, response: Response, answer: unknown, check: boolean): void {
  if (endpoint.response === undefined) {
    response.status(endpoint.status).end();
    return;
  }
  const isAccepted = endpoint.accepted?.safeParse(answer).success === true;
  const body = check && !isAccepted ? endpoint.response.parse(answer) : answer;
  const status = isAccepted ? 202 : endpoint.status;
  // Express would hash the body for an ETag, although caches must not store it, and then send the
  // headers and the body in two writes.
  response.status(status).setHeader('Content-Type', 'application/json; charset=utf-8');
  response.end(JSON.stringify(body));
}

/**
 * Sends a file piece by piece, no faster than the client reads. A failure after the first piece
 * cuts the response off, so that the client sees an incomplete download.
 */
async function stream(
  endpoint: Endpoint,
  response: Response,
  { mediaType, name, pieces }: StreamedFile,
  check: boolean,
): Promise<void> {
  const iterator = pieces[Symbol.asyncIterator]();
  const isChecked = check && mediaType === 'application/json';
  // A failure before the first piece gets an ordinary error response.
  const first = await iterator.next();
  // A browser that opens the address saves the file instead of showing it (ASVS 5.0, 3.2.1). Express
  // writes names with other characters than ASCII in both forms of RFC 6266.
  response.status(endpoint.status).attachment(name);
  response.setHeader('Content-Type', `${mediaType}; charset=utf-8`);
  async function* all() {
    let text = '';
    for (let next = first; next.done !== true; next = await iterator.next()) {
      if (isChecked) text += next.value;
      yield next.value;
    }
    if (isChecked) endpoint.response?.parse(JSON.parse(text));
  }
  try {
    await pipeline(all, response);
  } catch (error) {
    // The client has gone away.
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}

/** Returns the token of `Authorization: Bearer` (RFC 6750, 2.1). */
export function bearerToken(request: Request): string | undefined {
  return /^Bearer ([\w.~+/-]+=*)$/.exec(request.headers.authorization ?? '')?.[1];
}

/**
 * Gives every request an id and its client's address, and forbids caches to keep the response
 * (ASVS 14.3.2).
 */
export function identifyRequest(addressOf: (request: Request) => string): RequestHandler {
  return (request, response, next) => {
    response.locals['requestId'] = randomUUID();
    response.locals['address'] = addressOf(request);
    response.setHeader('X-Request-Id', response.locals['requestId'] as string);
    response.setHeader('Cache-Control', 'no-store');
    next();
  };
}

/**
 * Counts requests before any other work.
 * @param admit throws RATE_LIMITED
 */
export function countRequests(
  admit: (token: string | undefined, address: string) => void,
): RequestHandler {
  return (request, response, next) => {
    if (isCounted(request)) admit(bearerToken(request), response.locals['address'] as string);
    next();
  };
}

/**
 * Refuses requests with several Host headers (RFC 9112, 3.2), because we cannot know which of them a
 * proxy has checked.
 */
export const refuseSeveralHosts: RequestHandler = (request, response, next) => {
  if (hasSeveralHosts(request)) response.sendStatus(400);
  else next();
};

/** The last handler under `/api`: answers every other path with NOT_FOUND. */
export const apiNotFound: RequestHandler = () => {
  throw new AppError('NOT_FOUND', { message: 'There is no such address in this API.' });
};

/** Errors of body-parser, by their `type`. */
const BODY_ERRORS: Record<string, AppError> = {
  'entity.too.large': new AppError('PAYLOAD_TOO_LARGE'),
  'entity.parse.failed': new AppError('MALFORMED_BODY'),
  'encoding.unsupported': new AppError('UNSUPPORTED_MEDIA_TYPE'),
  'charset.unsupported': new AppError('UNSUPPORTED_MEDIA_TYPE'),
  'request.aborted': new AppError('MALFORMED_BODY'),
  'request.size.invalid': new AppError('MALFORMED_BODY'),
};

const traceOf = ({ locals }: Response): Trace => ({
  address: locals['address'] as string,
  requestId: locals['requestId'] as string,
});

/** Turns every thrown value into an error response. The cause goes only to the log. */
export function createErrorHandler(
  logger: Logger,
  security: SecurityLog,
  metrics: Pick<Metrics, 'answeredError'>,
): ErrorRequestHandler {
  return (thrown: unknown, request, response, _next) => {
    const error = bodyError(thrown) ?? toAppError(thrown);
    const requestId = response.locals['requestId'] as string;
    if (response.headersSent) {
      // A part of a streamed response is under way. Cutting it off tells the client.
      logger.error({ requestId, method: request.method, code: error.code, err: thrown });
      response.destroy();
      return;
    }
    if (error.status >= 500) {
      logger.error({ requestId, method: request.method, code: error.code, err: error.cause });
    }
    metrics.answeredError('rest', error.code);
    noteRefusal(security, error, request, response);
    if (error.retryAfter !== undefined) response.setHeader('Retry-After', error.retryAfter);
    response.status(error.status).json({ error: toApiError(error, requestId) });
  };
}

function noteRefusal(security: SecurityLog, error: AppError, request: Request, response: Response) {
  const { userId, sessionId } = (response.locals['identity'] ?? {}) as Partial<Identity>;
  const details = { userId, sessionId, ...traceOf(response), reason: error.code };
  if (error.code === 'RATE_LIMITED' || error.code === 'BUSY')
    security.note('limit reached', details);
  if (error.code === 'ORIGIN_FORBIDDEN') {
    security.note('origin refused', { ...details, origin: request.headers.origin?.slice(0, 100) });
  }
  if (error.code === 'UNAUTHENTICATED' && request.headers.authorization !== undefined) {
    security.note('token refused', details);
  }
  // The response does not reveal whether the resource exists, and neither does the log.
  const target = response.locals['target'] as string | undefined;
  if ((error.status === 403 || error.status === 404) && target !== undefined) {
    security.note('access denied', { ...details, target });
  }
}

function bodyError(thrown: unknown): AppError | undefined {
  const { type, status } = thrown as { type?: unknown; status?: unknown };
  if (typeof type === 'string' && BODY_ERRORS[type] !== undefined) return BODY_ERRORS[type];
  // Express itself refuses a path that cannot be decoded, such as `%zz`.
  if (thrown instanceof URIError && status === 400) return new AppError('NOT_FOUND');
  return undefined;
}
