import type { TestApp, TestUser } from './test-app';

/** A room of somebody's own; returns its code. */
export async function makeRoom(app: TestApp, owner: TestUser, body: object = {}): Promise<string> {
  const { body: made } = await app.api
    .post('/api/rooms')
    .set(...owner.bearer)
    .send(body)
    .expect(201);
  return made.room.code as string;
}

/** The record of a meeting, as somebody who may reads it. */
export async function readRecord(app: TestApp, reader: TestUser, id: string) {
  const { body } = await app.api
    .get(`/api/meetings/${id}`)
    .set(...reader.bearer)
    .expect(200);
  return body.meeting as {
    endedAt: string | null;
    endReason: string | null;
    durationSeconds: number;
    attendances: {
      id: string;
      displayName: string;
      nameNumber?: number;
      leftAt: string | null;
      presentSeconds: number;
      intervals: { joinedAt: string; leftAt: string | null }[];
    }[];
  };
}
