import { authEndpoints, userEndpoints } from '@parley/shared/auth';
import type { Request, Response } from 'express';
import { AppError } from '../platform/errors';
import { bearerToken, type MountEndpoint } from '../platform/http';
import type { Trace } from '../platform/security-log';
import type { AuthService, Caller } from './auth.service';
import { clearRefreshCookie, readRefreshCookie, writeRefreshCookie } from './refresh-cookie';

/** Mounts registering, signing in and out, refreshing, and the own account. */
export function mountAuthRoutes(mount: MountEndpoint, auth: AuthService): void {
  /** Ends the session of the browser's old cookie: a browser has one session (ASVS 5.0, 7.2.4). */
  async function replaceSession(request: Request, response: Response, token: string, trace: Trace) {
    const previous = readRefreshCookie(request);
    const closeSockets =
      previous === undefined ? null : await auth.endSession(previous, 'replaced', trace);
    // Clients that lose their socket refresh their token, and need the new cookie for it.
    if (closeSockets !== null) response.once('close', closeSockets);
    writeRefreshCookie(request, response, token);
  }

  mount(authEndpoints.register, async ({ body }, { request, response, trace }) => {
    const session = await auth.register(body, caller(request, trace));
    await replaceSession(request, response, session.refreshToken, trace);
    return session.body;
  });

  mount(authEndpoints.login, async ({ body }, { request, response, trace }) => {
    const session = await auth.login(body, caller(request, trace));
    await replaceSession(request, response, session.refreshToken, trace);
    return session.body;
  });

  mount(authEndpoints.refresh, async (_input, { request, response, trace }) => {
    const token = readRefreshCookie(request);
    if (token === undefined) throw new AppError('SESSION_ENDED');
    const session = await auth
      .refresh(token, bearerToken(request), trace)
      .catch((error: unknown) => {
        if (error instanceof AppError && error.code === 'SESSION_ENDED') {
          clearRefreshCookie(request, response);
        }
        throw error;
      });
    writeRefreshCookie(request, response, session.refreshToken);
    return session.body;
  });

  mount(authEndpoints.logout, async (_input, { request, response, trace }) => {
    const token = readRefreshCookie(request);
    if (token !== undefined) (await auth.endSession(token, 'signed out', trace))?.();
    clearRefreshCookie(request, response);
    return undefined;
  });

  mount(userEndpoints.readMe, async (_input, { identity }) => ({
    user: await auth.readUser(identity.userId),
  }));

  mount(userEndpoints.updateMe, async ({ body }, { identity }) => ({
    user: await auth.updateUser(identity.userId, body.displayName),
  }));
}

const caller = (request: Request, trace: Trace): Caller => ({
  ...trace,
  device: (request.headers['user-agent'] ?? 'unknown').slice(0, 200),
});
