import type { MeetingRecord } from '@parley/shared/history';
import type { Client } from './client';
import { headersOf } from './rest';

/** Reads the record of the user's latest meeting, also while the meeting runs. */
export async function readRecord(client: Client): Promise<MeetingRecord> {
  const headers = await headersOf(client);
  const read = async (path: string): Promise<unknown> =>
    (await client.context.request.get(`/api/meetings${path}`, { headers })).json();
  const { meetings } = (await read('')) as { meetings: { id: string }[] };
  const { meeting } = (await read(`/${meetings[0]?.id}`)) as { meeting: MeetingRecord };
  return meeting;
}
