import { authEndpoints, userEndpoints } from '@parley/shared/auth';
import { AppError } from '../platform/errors';
import { bearerToken, type MountEndpoint } from '../platform/http';
import type { AuthService } from './auth.service';
import { clearRefreshCookie, readRefreshCookie, writeRefreshCookie } from './refresh-cookie';
import { callerOf, startSession } from './session-start';

/** Mounts registering, signing in and out, refreshing, and the own account. */
export function mountAuthRoutes(mount: MountEndpoint, auth: AuthService): void {
  mount(authEndpoints.register, async ({ body }, context) =>
    startSession(auth, await auth.register(body, callerOf(context)), context),
  );

  mount(authEndpoints.login, async ({ body }, context) =>
    startSession(auth, await auth.login(body, callerOf(context)), context),
  );

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
