import type { MeetingRecord } from '@parley/shared/history';
import type { TestApp, TestUser } from './test-app';

/** Creates a room of this user; returns its code. */
export async function makeRoom(app: TestApp, owner: TestUser, body: object = {}): Promise<string> {
  const { body: made } = await app.api
    .post('/api/rooms')
    .set(...owner.bearer)
    .send(body)
    .expect(201);
  return made.room.code as string;
}

/** Reads the record of a meeting as a user who may read it. */
export async function readRecord(app: TestApp, reader: TestUser, id: string) {
  const { body } = await app.api
    .get(`/api/meetings/${id}`)
    .set(...reader.bearer)
    .expect(200);
  return body.meeting as MeetingRecord;
}
