import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeRoom } from '../platform/testing/rest';
import { createTestApp, type TestApp, type TestUser } from '../platform/testing/test-app';

let parley: TestApp;
let ana: TestUser;
let ben: TestUser;
beforeAll(async () => {
  parley = await createTestApp();
  [ana, ben] = await Promise.all([parley.register('Ana'), parley.register('Ben')]);
});
afterAll(() => parley.close());

async function meet() {
  const code = await makeRoom(parley, ana);
  const [a, b] = [await parley.connect(ana), await parley.connect(ben)];
  const atAna = await a.join(code);
  const atBen = await b.join(code);
  await a.next('participant:joined');
  return { a, b, code, id: atAna.meeting.id, atAna, atBen };
}

const leave = (user: TestUser, id: string, body: object) =>
  parley.api
    .post(`/api/meetings/${id}/leave`)
    .set(...user.bearer)
    .send(body);

test('a client that closes leaves at once, and joins again if the browser restores it', async () => {
  const { a, b, code, id, atBen } = await meet();
  const { instanceId } = atBen.self;
  await leave(ben, id, { instanceId }).expect(204);
  expect(await a.next('participant:left')).toEqual({ id: atBen.self.id, instanceId });
  await leave(ben, id, { instanceId }).expect(204);

  // The browser restores the page from its cache, with the same socket.
  expect(await b.send('chat:sync', { afterSeq: 0 })).toMatchObject({
    error: { code: 'NOT_A_MEMBER' },
  });
  await b.join(code, { instanceId });
  const { participant } = await a.next('participant:joined');
  expect(participant).toMatchObject({ id: atBen.self.id, instanceId, connection: 'connected' });
  expect(participant.joinSeq).toBeGreaterThan(atBen.self.joinSeq);
  for (const socket of [a, b]) socket.close();
});

test('a leave request frees only the seat of that instance of its user, and its answer is always the same', async () => {
  const { a, b, id, atAna, atBen } = await meet();
  await leave(ben, id, { instanceId: atAna.self.instanceId }).expect(204);
  await leave(ben, id, { instanceId: randomUUID() }).expect(204);
  await leave(ben, 'f'.repeat(24), { instanceId: atBen.self.instanceId }).expect(204);
  // A reload can overtake the leave request of the instance before it.
  await leave(ana, id, { instanceId: atBen.self.instanceId }).expect(204);
  await b.ask('participant:update', { hand: true });
  await a.ask('participant:update', { hand: true });
  for (const socket of [a, b]) {
    expect(socket.events.filter(({ event }) => event === 'participant:left')).toEqual([]);
    socket.close();
  }
});

test('a leave request needs a token and a body with exactly one instance', async () => {
  const { a, b, id, atBen } = await meet();
  await parley.api
    .post(`/api/meetings/${id}/leave`)
    .send({ instanceId: atBen.self.instanceId })
    .expect(401);
  const { body } = await leave(ben, id, { instanceId: { $ne: null } }).expect(400);
  expect(body.error.details).toMatchObject([{ field: 'instanceId' }]);
  await leave(ben, id, { instanceId: atBen.self.instanceId, userId: ana.user.id }).expect(400);
  await leave(ben, 'not-an-id', { instanceId: atBen.self.instanceId }).expect(404);
  for (const socket of [a, b]) socket.close();
});
