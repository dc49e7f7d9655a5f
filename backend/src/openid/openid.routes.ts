import type { SessionResponse } from '@parley/shared/auth';
import type { SignInChallenge } from '@parley/shared/errors';
import { OPENID_CALLBACK_PATH, openidEndpoints } from '@parley/shared/openid';
import type { Request, RequestHandler, Response, Router } from 'express';
import { toAppError } from '../platform/errors';
import type { MountEndpoint } from '../platform/http';
import type { Logger } from '../platform/logger';
import { readCookie, TOKEN_FORM, writeCookie, type OwnCookie } from '../platform/own-cookies';
import type { Trace } from '../platform/security-log';
import { ATTEMPT_SECONDS } from './attempts';
import type { OpenidService, Outcome } from './openid.service';

interface SignInContext {
  request: Request;
  response: Response;
  trace: Trace;
}

export interface OpenidRoutes {
  openid: OpenidService;
  /** The address that users open, if it is configured. */
  publicOrigin: string | undefined;
  /** The origin of the page that sent a request. @throws {AppError} ORIGIN_FORBIDDEN */
  originOf(request: Request): string;
  /** Opens a session and sets the refresh cookie. */
  openSession(userId: string, context: SignInContext): Promise<SessionResponse>;
  /** Begins the second step of a sign-in; null if the user has no second factor. */
  beginSecondStep(userId: string): Promise<SignInChallenge | null>;
  /** Notes that the user of a session has proved who they are. */
  noteProof(sessionId: string): Promise<void>;
  logger: Logger;
}

/** Mounts the sign-in with a provider. */
export function mountOpenidRoutes(
  mount: MountEndpoint,
  router: Router,
  options: OpenidRoutes,
): void {
  const { openid, openSession } = options;
  const redirectUriFor = (request: Request) =>
    `${options.publicOrigin ?? options.originOf(request)}${OPENID_CALLBACK_PATH}`;

  mount(openidEndpoints.readOpenidProvider, () => {
    const name = openid.providerName;
    return { provider: name === null ? null : { name } };
  });
  mount(openidEndpoints.startOpenid, async ({ body }, { request, response }) => {
    const redirectUri = redirectUriFor(request);
    const { url, token } = await openid.start({ redirectUri, next: body.next });
    writeCookie(request, response, VISIT, token);
    return { url };
  });
  mount(openidEndpoints.startOpenidProof, async ({ body }, { identity, request, response }) => {
    const redirectUri = redirectUriFor(request);
    const { url, token } = await openid.start({ redirectUri, next: body.next, identity });
    writeCookie(request, response, VISIT, token);
    return { url };
  });
  mount(openidEndpoints.linkOpenid, async (_input, { identity, request, response, trace }) => {
    const token = readCookie(request, LINK);
    writeCookie(request, response, LINK, '');
    await openid.link(token, identity, trace);
    return undefined;
  });
  mount(openidEndpoints.createOpenidAccount, async (_input, context) => {
    const token = readCookie(context.request, LINK);
    writeCookie(context.request, context.response, LINK, '');
    return openSession(await openid.createAccount(token), context);
  });
  router.get(OPENID_CALLBACK_PATH.replace('/api', ''), callbackPage(options));
}

/** The page to which the provider sends the browser. It always leads on to a page of the app. */
function callbackPage(options: OpenidRoutes): RequestHandler {
  const { openid, openSession, logger } = options;

  async function leadOn(outcome: Outcome, context: SignInContext): Promise<string> {
    const { next } = outcome;
    if (outcome.kind === 'failed') return loginPage(next, { problem: outcome.problem }, context);
    if (outcome.kind === 'link') {
      writeCookie(context.request, context.response, LINK, outcome.token);
      return loginPage(next, { openid: 'link' }, context);
    }
    if (outcome.kind === 'proved') {
      await options.noteProof(outcome.sessionId);
      return next;
    }
    const challenge = await options.beginSecondStep(outcome.userId);
    if (challenge === null) {
      await openSession(outcome.userId, context);
      return next;
    }
    // A fragment is in no log and no Referer header.
    const fragment = new URLSearchParams({
      challenge: challenge.token,
      methods: challenge.methods.join(' '),
    });
    return `${loginPage(next, {}, context)}#${fragment.toString()}`;
  }

  return async (request, response) => {
    const { address, requestId } = response.locals as unknown as Trace;
    const context = { request, response, trace: { address, requestId } };
    const query = new URLSearchParams(request.originalUrl.split('?')[1] ?? '');
    const token = readCookie(request, VISIT);
    writeCookie(request, response, VISIT, '');
    try {
      const outcome = await openid.finish(token, query, context.trace);
      response.redirect(303, await leadOn(outcome, context));
    } catch (error) {
      const { code, status, cause } = toAppError(error);
      // For example, the operator has disabled the account.
      const isRefusal = status < 500;
      if (!isRefusal)
        logger.error({ requestId, code, err: cause }, 'sign-in with the provider failed');
      response.redirect(
        303,
        loginPage('/', { problem: isRefusal ? 'refused' : 'failed' }, context),
      );
    }
  };
}

/** The sign-in page, with the request id as the code that users can copy. */
function loginPage(next: string, query: Record<string, string>, { trace }: SignInContext): string {
  const search = new URLSearchParams({
    ...(next !== '/' && { next }),
    ...query,
    ...('problem' in query && { code: trace.requestId }),
  });
  return search.size === 0 ? '/login' : `/login?${search.toString()}`;
}

/**
 * Ties the provider's answer to this browser. It is Lax: the answer is a link from another site, with
 * which browsers do not send Strict cookies. It opens no session by itself (decision 055).
 */
const VISIT: OwnCookie = {
  name: 'parley_openid',
  maxAgeSeconds: ATTEMPT_SECONDS,
  form: TOKEN_FORM,
  sameSite: 'lax',
};
/** Names the identity that waits for its account. Only our own pages use it. */
const LINK: OwnCookie = {
  name: 'parley_link',
  maxAgeSeconds: ATTEMPT_SECONDS,
  form: TOKEN_FORM,
};
