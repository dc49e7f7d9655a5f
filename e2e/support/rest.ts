import type { Client } from './client';

/** Headers with which a test calls the REST API as the user of this client. */
export async function headersOf({ context }: Client): Promise<{ Authorization: string }> {
  const refreshed = await context.request.post('/api/auth/refresh');
  const { accessToken } = (await refreshed.json()) as { accessToken: string };
  return { Authorization: `Bearer ${accessToken}` };
}

/** Creates a room with this capacity and returns its link. */
export async function makeRoom(
  owner: Client,
  capacity: number,
  settings: { access?: string } = {},
): Promise<string> {
  const made = await owner.context.request.post('/api/rooms', {
    headers: await headersOf(owner),
    data: { capacity, ...settings },
  });
  const { room } = (await made.json()) as { room: { code: string } };
  return `${owner.url}/r/${room.code}`;
}
