import { meetingEndpoints } from '@parley/shared/meetings';
import type { Seat } from '../call/session/leave-seat';
import { onlineOrAfter } from '../core/online-or-after';
import type { AccessTokens } from '../lib/api-client';
import { reconnectDelay } from '../lib/reconnect-delay';

/** Seats of those who are away are held for a minute; who asks for more is given twice that. */
const TRYING_MS = 120_000;
const ANSWER_MS = 5_000;

/**
 * Gives up the seat of a page that goes away. `keepalive` lets the request outlive the page (Fetch
 * 4.1); the socket may be closed before its last word is out. Nobody is left to hear a failure: the
 * seat then runs out by itself.
 */
export function sendLeaveBeacon(seat: Seat, accessToken: string): void {
  requestLeave(seat, accessToken, { keepalive: true }).catch(() => undefined);
}

/**
 * Gives up a seat of a page that stays, as soon as the server can be reached again. A seat that
 * somebody has taken since, also from this page, is another one. Never rejects.
 */
export async function leaveLater(
  seat: Seat,
  tokens: Pick<AccessTokens, 'getFreshAccessToken'>,
): Promise<void> {
  const end = performance.now() + TRYING_MS;
  for (let attempt = 1; performance.now() < end; attempt += 1) {
    try {
      const token = await tokens.getFreshAccessToken();
      // Signing out has freed it.
      if (token === null) return;
      const { ok } = await requestLeave(seat, token, { signal: AbortSignal.timeout(ANSWER_MS) });
      if (ok) return;
    } catch {
      // No way to the server yet.
    }
    await onlineOrAfter(reconnectDelay(attempt));
  }
}

function requestLeave(seat: Seat, accessToken: string, how: RequestInit): Promise<Response> {
  const { method, path } = meetingEndpoints.leaveMeeting;
  return fetch(`/api${path.replace(':id', seat.meetingId)}`, {
    ...how,
    method,
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${accessToken}` },
    body: JSON.stringify({ instanceId: seat.instanceId }),
  });
}
