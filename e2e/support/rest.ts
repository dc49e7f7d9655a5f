import type { RoomAccess } from '@parley/shared/roles';
import type { Client } from './client';

/**
 * Playwright would use a connection again that the server is just about to close as idle, and report
 * ECONNRESET.
 */
const OWN_CONNECTION = { Connection: 'close' };

/** Headers with which a test calls the REST API as the user of this client. */
export async function headersOf({
  context,
}: Client): Promise<{ Authorization: string; Connection: string }> {
  const refreshed = await context.request.post('/api/auth/refresh', { headers: OWN_CONNECTION });
  const { accessToken } = (await refreshed.json()) as { accessToken: string };
  return { Authorization: `Bearer ${accessToken}`, ...OWN_CONNECTION };
}

/** Creates a room with this capacity, and perhaps other settings, and returns its link. */
export async function makeRoom(
  owner: Client,
  capacity: number,
  more: { access?: RoomAccess } = {},
): Promise<string> {
  const made = await owner.context.request.post('/api/rooms', {
    headers: await headersOf(owner),
    data: { capacity, ...more },
  });
  const { room } = (await made.json()) as { room: { code: string } };
  return `${owner.url}/r/${room.code}`;
}
