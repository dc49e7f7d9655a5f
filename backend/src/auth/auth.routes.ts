import { authEndpoints, userEndpoints } from '@parley/shared/auth';
import { AppError } from '../platform/errors';
import { bearerToken, type MountEndpoint } from '../platform/http';
import type { AuthService } from './auth.service';
import {
  clearRefreshCookie,
  readRefreshCookie,
  writeRefreshCookie,
  writeRegistrationCookie,
} from './refresh-cookie';
import type { AccountMails } from './account-mail';
import type { Registration } from './registration';
import { callerOf, startSession } from './session-start';

export interface AuthRoutesOptions {
  auth: AuthService;
  registration: Registration;
  /** Null if the server sends no email. */
  mails: AccountMails | null;
}

/** Mounts registering, signing in and out, refreshing, and the own account. */
export function mountAuthRoutes(mount: MountEndpoint, options: AuthRoutesOptions): void {
  const { auth, registration, mails } = options;
  mount(authEndpoints.register, async ({ body }, context) => {
    const { request, response, trace } = context;
    if (mails === null) {
      return startSession(auth, await auth.register(body, callerOf(context)), context);
    }
    writeRegistrationCookie(request, response, await registration.request(body, mails, trace));
    return { status: 'check_email' as const };
  });

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
