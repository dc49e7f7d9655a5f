import type { MeetingRecord } from '@parley/shared/history';
import type { Person } from './person';

/** The record of the latest meeting of a person, also while it runs. */
export async function readRecord({ context }: Person): Promise<MeetingRecord> {
  const refreshed = await context.request.post('/api/auth/refresh');
  const { accessToken } = (await refreshed.json()) as { accessToken: string };
  const read = async (path: string): Promise<unknown> => {
    const headers = { Authorization: `Bearer ${accessToken}` };
    return (await context.request.get(`/api/meetings${path}`, { headers })).json();
  };
  const { meetings } = (await read('')) as { meetings: { id: string }[] };
  const { meeting } = (await read(`/${meetings[0]?.id}`)) as { meeting: MeetingRecord };
  return meeting;
}
