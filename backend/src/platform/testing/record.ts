import { randomUUID } from 'node:crypto';
import type { Line } from '@parley/shared/lines';
import type { Mark } from '@parley/shared/marks';
import type { Response } from 'supertest';
import type { TestApp, TestSocket, TestUser } from './test-app';

/** What an account or a guest asks of the record of one meeting. */
export function recordOf(
  { api }: Pick<TestApp, 'api'>,
  { bearer }: Pick<TestUser, 'bearer'>,
  id: string,
) {
  const at = `/api/meetings/${id}`;
  /** One page of the conversation. */
  async function page(query: string) {
    const { body } = await api
      .get(`${at}/lines?${query}`)
      .set(...bearer)
      .expect(200);
    return body as { lines: Line[]; nextCursor: string | null };
  }
  const marksOf = async (): Promise<Mark[]> => {
    const { body } = await api
      .get(`${at}/marks`)
      .set(...bearer)
      .expect(200);
    return body.marks as Mark[];
  };
  return {
    page,
    lines: async (): Promise<Line[]> => (await page('limit=100')).lines,
    retract: (lineId: string) => api.delete(`${at}/lines/${lineId}`).set(...bearer),
    marks: marksOf,
    mark: (lineId: string, kind: Mark['kind'], more: object = {}) =>
      api
        .post(`${at}/marks`)
        .set(...bearer)
        .send({ lineId, kind, ...more }),
    changeMark: (markId: string, change: object) =>
      api
        .patch(`${at}/marks/${markId}`)
        .set(...bearer)
        .send(change),
    removeMark: (markId: string) => api.delete(`${at}/marks/${markId}`).set(...bearer),
    rename: (title: string | null) =>
      api
        .patch(at)
        .set(...bearer)
        .send({ title }),
    note: (text: string | null) =>
      api
        .patch(`${at}/note`)
        .set(...bearer)
        .send({ text }),
    read: () => api.get(at).set(...bearer),
  };
}

/** The mark in a response. */
export const markIn = ({ body }: Response): Mark => (body as { mark: Mark }).mark;

/** Writes a line in the meeting; returns its id. */
export async function write(socket: TestSocket, text: string): Promise<string> {
  const { message } = await socket.ask('chat:send', { clientId: randomUUID(), text });
  return message.id;
}
