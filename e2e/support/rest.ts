import type { Client } from './client';

/** How somebody speaks to the REST API beside their page. */
export async function headersOf({ context }: Client): Promise<{ Authorization: string }> {
  const refreshed = await context.request.post('/api/auth/refresh');
  const { accessToken } = (await refreshed.json()) as { accessToken: string };
  return { Authorization: `Bearer ${accessToken}` };
}

/** A room of so many seats; returns its link. */
export async function makeRoom(owner: Client, capacity: number): Promise<string> {
  const made = await owner.context.request.post('/api/rooms', {
    headers: await headersOf(owner),
    data: { capacity },
  });
  const { room } = (await made.json()) as { room: { code: string } };
  return `${owner.url}/r/${room.code}`;
}
