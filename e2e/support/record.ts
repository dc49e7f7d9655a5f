import type { MeetingRecord } from '@parley/shared/history';
import type { Person } from './person';
import { headersOf } from './rest';

/** The record of the latest meeting of a person, also while it runs. */
export async function readRecord(person: Person): Promise<MeetingRecord> {
  const headers = await headersOf(person);
  const read = async (path: string): Promise<unknown> =>
    (await person.context.request.get(`/api/meetings${path}`, { headers })).json();
  const { meetings } = (await read('')) as { meetings: { id: string }[] };
  const { meeting } = (await read(`/${meetings[0]?.id}`)) as { meeting: MeetingRecord };
  return meeting;
}
