import { meetingEndpoints } from '@parley/shared/meetings';

/**
 * Gives up the seat of a page that goes away. `keepalive` lets the request outlive the page (Fetch
 * 4.1); the socket may be closed before its last word is out. Nobody is left to hear a failure: the
 * seat then runs out by itself.
 */
export function sendLeaveBeacon(
  seat: { meetingId: string; instanceId: string },
  accessToken: string,
): void {
  const { method, path } = meetingEndpoints.leaveMeeting;
  fetch(`/api${path.replace(':id', seat.meetingId)}`, {
    method,
    keepalive: true,
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${accessToken}` },
    body: JSON.stringify({ instanceId: seat.instanceId }),
  }).catch(() => undefined);
}
