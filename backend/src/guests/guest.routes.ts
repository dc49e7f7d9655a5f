import { claimEndpoints, guestEndpoints } from '@parley/shared/guests';
import { roomCodeKey } from '@parley/shared/room-code';
import type { Request } from 'express';
import { AppError } from '../platform/errors';
import { bearerToken, deviceOf, type MountEndpoint } from '../platform/http';
import type { Trace } from '../platform/security-log';
import type { ClaimService } from './claim.service';
import {
  clearGuestCookie,
  clearGuestCookies,
  readGuestCookie,
  readGuestCookies,
  writeGuestCookie,
} from './guest-cookies';
import type { GuestCaller, GuestService } from './guest.service';

/** Mounts the entry of a room, and becoming and staying a guest of it. */
export function mountGuestRoutes(mount: MountEndpoint, guests: GuestService): void {
  mount(guestEndpoints.readEntry, ({ params }, { trace }) => guests.entry(params.code, trace));

  mount(guestEndpoints.createGuest, async ({ params, body }, { request, response, trace }) => {
    const key = roomCodeKey(params.code);
    const session = await guests.enter(params.code, body.displayName, caller(request, key, trace));
    writeGuestCookie(request, response, key, session.refreshToken);
    return session.body;
  });

  mount(guestEndpoints.refreshGuest, async ({ params }, { request, response, trace }) => {
    const key = roomCodeKey(params.code);
    const session = await guests
      .refresh(params.code, caller(request, key, trace))
      .catch((error: unknown) => {
        if (error instanceof AppError && error.code === 'SESSION_ENDED') {
          clearGuestCookie(request, response, key);
        }
        throw error;
      });
    writeGuestCookie(request, response, key, session.refreshToken);
    return session.body;
  });
}

/** Mounts claiming the meetings that the browser attended as a guest. */
export function mountClaimRoutes(mount: MountEndpoint, claims: ClaimService): void {
  mount(claimEndpoints.listClaims, async (_input, { request, identity }) => ({
    claims: await claims.list(identity.userId, readGuestCookies(request)),
  }));

  mount(claimEndpoints.claimMeetings, async ({ body }, { request, response, identity, trace }) => {
    const { outcome, usedTokens, closeSockets } = await claims.claim(
      identity.userId,
      body.ids,
      readGuestCookies(request),
      trace,
    );
    clearGuestCookies(request, response, usedTokens);
    // Clients that lose their socket ask again with their cookie, which this response deletes.
    response.once('close', closeSockets);
    return outcome;
  });

  mount(claimEndpoints.declineClaims, async (_input, { request, identity }) => {
    await claims.decline(identity.userId, readGuestCookies(request));
    return undefined;
  });
}

const caller = (request: Request, codeKey: string, trace: Trace): GuestCaller => ({
  ...trace,
  device: deviceOf(request),
  refreshToken: readGuestCookie(request, codeKey),
  accessToken: bearerToken(request),
});
