import { randomUUID } from 'node:crypto';
import type { HostAction } from '@parley/shared/host-controls';
import { afterEach, expect, test } from 'vitest';
import { becomeGuest } from '../platform/testing/guests';
import { makeRoom } from '../platform/testing/rest';
import { createTestApp, type TestApp, type TestSocket } from '../platform/testing/test-app';

const apps: TestApp[] = [];
async function startApp(database?: string): Promise<TestApp> {
  const app = await createTestApp(database === undefined ? {} : { database });
  apps.push(app);
  return app;
}
afterEach(async () => {
  for (const app of apps.splice(0)) await app.close();
});

const joining = (socket: TestSocket, code: string, more: object = {}) =>
  socket.join(code, more).then(
    () => 'joined',
    (error: Error) => error.message.replace('meeting:join: ', ''),
  );

/** Ana, who owns the room, and Ben are in a meeting. */
async function meet(app: TestApp) {
  const [ana, ben] = [await app.register('Ana'), await app.register('Ben')];
  const code = await makeRoom(app, ana);
  const [a, b] = [await app.connect(ana), await app.connect(ben)];
  const { meeting, self: anaSelf } = await a.join(code, { instanceId: randomUUID() });
  const { self } = await b.join(code);
  return { ana, ben, code, a, b, anaSelf, self, id: meeting.id };
}

test('a removed participant stays out with the same socket, another window and a new session, until a host lets them in', async () => {
  const app = await startApp();
  const { ana, ben, code, a, b, self, id } = await meet(app);
  await a.ask('participant:remove', { id: self.id });
  expect(await joining(b, code)).toBe('MUST_WAIT');
  expect(await joining(await app.connect(ben), code)).toBe('MUST_WAIT');
  const login = await app.api
    .post('/api/auth/login')
    .send({ email: ben.user.email, password: ben.password })
    .expect(200);
  const phone = await app.connect({ ...ben, accessToken: login.body.accessToken as string });
  expect(await joining(phone, code)).toBe('MUST_WAIT');

  await a.ask('knock:watch', {});
  expect(await phone.ask('room:knock', { code })).toEqual({ status: 'waiting' });
  const { knock } = await a.next('knock:received');
  await a.ask('knock:answer', { id: knock.id, isAdmitted: true });
  expect((await phone.next('knock:answered')).isAdmitted).toBe(true);
  expect(await joining(phone, code)).toBe('joined');
  const { body } = await app.api.get(`/api/meetings/${id}`).set(...ana.bearer);
  const lines = (body.meeting.hostActions as HostAction[]).map(
    ({ kind, actor, target }) => `${actor.displayName} ${kind} ${target?.displayName}`,
  );
  expect(lines).toEqual(['Ana remove Ben', 'Ana admit Ben']);
});

test('a join that waits for its turn behind the removal is refused', async () => {
  const app = await startApp();
  const { ben, code, a, self } = await meet(app);
  const windows = await Promise.all(Array.from({ length: 5 }, () => app.connect(ben)));
  await Promise.all(windows.map((window) => window.ask('room:watch', { code })));
  const removal = a.ask('participant:remove', { id: self.id });
  const answers = Promise.all(windows.map((window) => joining(window, code)));
  await removal;
  // A window that was faster took the seat over, and the removal took it away again.
  const after = await joining(await app.connect(ben), code);
  expect(after).toBe('MUST_WAIT');
  expect(new Set(await answers).has('MUST_WAIT')).toBe(true);
  expect((await a.send('participant:mute', { id: self.id })).ok).toBe(false);
});

test('somebody who is kept out cannot even wait', async () => {
  const app = await startApp();
  const { ben, code, a, b, self } = await meet(app);
  await a.ask('participant:remove', { id: self.id, keepOut: 'person' });
  expect((await b.next('meeting:removed')).isKeptOut).toBe(true);
  const window = await app.connect(ben);
  expect(await joining(window, code)).toBe('KEPT_OUT');
  expect(await window.send('room:knock', { code })).toMatchObject({ error: { code: 'KEPT_OUT' } });
});

test('a server that is killed keeps the lock, the co-host, the mute and the removal', async () => {
  const app = await startApp();
  const { ana, ben, code, a, self, anaSelf } = await meet(app);
  const [cem, dan] = [await app.register('Cem'), await app.register('Dan')];
  const [c, d] = [await app.connect(cem), await app.connect(dan)];
  const { self: cemSelf } = await c.join(code);
  const { self: danSelf } = await d.join(code);
  await a.ask('participant:remove', { id: self.id });
  await a.ask('participant:promote', { id: cemSelf.id });
  await a.ask('participant:mute', { id: danSelf.id, mayUnmute: false });
  await a.ask('meeting:set-controls', { isLocked: true, isChatOn: false });
  // The database connection closes first, so that the server writes nothing, as a killed process.
  await app.connection.close();
  for (const socket of [a, c, d]) socket.close();
  await app.close({ keepDatabase: true });
  apps.splice(0);

  const next = await startApp(app.database);
  const anaAgain = await next.connect(ana);
  const { instanceId, joinSeq } = anaSelf;
  const { meeting } = await anaAgain.join(code, { instanceId, joinSeq });
  expect(meeting.controls).toMatchObject({ isLocked: true, isChatOn: false });
  const cemAgain = await next.connect(cem);
  const resumed = await cemAgain.join(code, {
    instanceId: cemSelf.instanceId,
    joinSeq: cemSelf.joinSeq,
  });
  expect(resumed.self.role).toBe('cohost');
  const danAgain = await next.connect(dan);
  const muted = await danAgain.join(code, {
    instanceId: danSelf.instanceId,
    joinSeq: danSelf.joinSeq,
  });
  expect(muted.self).toMatchObject({ cannotUnmute: true, media: { microphone: false } });
  const unmuting = await danAgain.send('participant:update', { microphone: true });
  expect(unmuting).toMatchObject({ error: { code: 'NOT_ALLOWED' } });
  expect(await joining(await next.connect(ben), code)).toMatch(/MUST_WAIT|MEETING_LOCKED/);
  const eve = await next.connect(await next.register('Eve'));
  expect(await joining(eve, code)).toBe('MEETING_LOCKED');
});

test('a guest who was removed stays out with an old token and with a new guest name', async () => {
  const app = await startApp();
  const ana = await app.register('Ana');
  const code = await makeRoom(app, ana);
  const a = await app.connect(ana);
  await a.join(code);
  const gus = await becomeGuest(app, code, 'Gus');
  const g = await app.connect(gus);
  const { self } = await g.join(code);
  expect(self.role).toBe('guest');
  await a.ask('participant:remove', { id: self.id });
  await g.next('meeting:removed');
  expect(await joining(await app.connect(gus), code)).toBe('MUST_WAIT');
  // Another browser at the same address, while this meeting lasts.
  const other = await becomeGuest(app, code, 'Somebody else');
  expect(await joining(await app.connect(other), code)).toBe('MUST_WAIT');
  const member = await app.connect(await app.register('Ben'));
  expect(await joining(member, code)).toBe('joined');
});

test('a guest who is kept out by address loses the session and cannot come back as another guest', async () => {
  const app = await startApp();
  const ana = await app.register('Ana');
  const code = await makeRoom(app, ana);
  const a = await app.connect(ana);
  await a.join(code);
  const gus = await becomeGuest(app, code, 'Gus');
  const g = await app.connect(gus);
  const { self } = await g.join(code);
  const promotion = await a.send('participant:promote', { id: self.id });
  expect(promotion).toMatchObject({ error: { code: 'NOT_ALLOWED' } });
  await a.ask('participant:remove', { id: self.id, keepOut: 'address' });
  expect((await g.next('meeting:removed')).isKeptOut).toBe(true);
  await expect(app.connect(gus)).rejects.toThrow();
  const other = await becomeGuest(app, code, 'Somebody else');
  expect(await joining(await app.connect(other), code)).toBe('KEPT_OUT');
});
