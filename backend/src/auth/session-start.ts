import type { SessionResponse } from '@parley/shared/auth';
import type { Request, Response } from 'express';
import { deviceOf } from '../platform/http';
import type { Trace } from '../platform/security-log';
import type { AuthService, Caller, SignedIn } from './auth.service';
import {
  readDeviceCookie,
  readRefreshCookie,
  writeDeviceCookie,
  writeRefreshCookie,
} from './refresh-cookie';

/** A request that signs a user in. */
export interface SignInContext {
  request: Request;
  response: Response;
  trace: Trace;
}

/**
 * Gives the browser the cookie of its new session, and ends the session of its old cookie: a browser
 * has one session (ASVS 5.0, 7.2.4).
 * @returns the body of the response
 */
export async function startSession(
  auth: AuthService,
  session: SignedIn,
  { request, response, trace }: SignInContext,
): Promise<SessionResponse> {
  const previous = readRefreshCookie(request);
  const closeSockets =
    previous === undefined ? null : await auth.endSession(previous, 'replaced', trace);
  // Clients that lose their socket refresh their token, and need the new cookie for it.
  if (closeSockets !== null) response.once('close', closeSockets);
  writeRefreshCookie(request, response, session.refreshToken);
  if (session.deviceCookie !== undefined)
    writeDeviceCookie(request, response, session.deviceCookie);
  return session.body;
}

/** Describes the client that sent a request. */
export const callerOf = ({ request, trace }: Omit<SignInContext, 'response'>): Caller => ({
  ...trace,
  device: deviceOf(request),
  deviceCookie: readDeviceCookie(request),
});

/** Returns a function that opens a session for a user who has proved who they are. */
export const sessionOpener =
  (auth: AuthService) =>
  async (userId: string, context: SignInContext): Promise<SessionResponse> =>
    startSession(auth, await auth.signIn(userId, callerOf(context)), context);
