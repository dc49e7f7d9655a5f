import { meetingEndpoints } from '@parley/shared/meetings';
import type { Seat } from '../call/session/call-machine';
import { reconnectDelay } from '../core/backoff';
import { createLog } from '../core/log';
import { onlineOrAfter } from '../core/network-events';
import type { AccessTokenSource } from '../lib/api-client';

const log = createLog('seat');

/** The default seat lease lasts a minute; this covers one of twice that length. */
const TRYING_MS = 120_000;
const ANSWER_MS = 5_000;

/**
 * Gives up a seat while the page unloads. `keepalive` lets the request outlive the page (Fetch
 * Standard, section 4.1), whereas the socket may close before its last command is sent. If the
 * request fails, the seat lease expires by itself.
 */
export function sendLeaveBeacon(seat: Seat, accessToken: string): void {
  requestLeave(seat, accessToken, { keepalive: true }).catch((error: unknown) =>
    log.warn('the leave beacon failed', { error }),
  );
}

/**
 * Gives up a seat as soon as the server can be reached again. Does not affect a seat that this or
 * another instance has taken since. Never rejects.
 */
export async function leaveLater(
  seat: Seat,
  tokens: Pick<AccessTokenSource, 'getFreshAccessToken'>,
): Promise<void> {
  const end = performance.now() + TRYING_MS;
  for (let attempt = 1; performance.now() < end; attempt += 1) {
    try {
      const token = await tokens.getFreshAccessToken();
      // Signing out has given up the seat.
      if (token === null) return;
      const { ok } = await requestLeave(seat, token, { signal: AbortSignal.timeout(ANSWER_MS) });
      if (ok) return;
    } catch (error) {
      log.info('giving up a seat failed', { attempt, error });
    }
    await onlineOrAfter(reconnectDelay(attempt));
  }
}

function requestLeave(seat: Seat, accessToken: string, options: RequestInit): Promise<Response> {
  const { method, path } = meetingEndpoints.leaveMeeting;
  return fetch(`/api${path.replace(':id', seat.meetingId)}`, {
    ...options,
    method,
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${accessToken}` },
    body: JSON.stringify({ instanceId: seat.instanceId }),
  });
}
