import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { becomeGuest, type TestGuest } from '../platform/testing/guests';
import { markIn, recordOf, write } from '../platform/testing/record';
import { makeRoom, readRecord } from '../platform/testing/rest';
import { createTestApp, type TestApp, type TestUser } from '../platform/testing/test-app';

let parley: TestApp;
/** Owns all rooms. */
let olga: TestUser;
beforeAll(async () => {
  parley = await createTestApp();
  olga = await parley.register('Olga');
});
afterAll(() => parley.close());

/** A guest attends a meeting of a new room, writes and leaves; everyone leaves unless `stays`. */
async function attend(
  name: string,
  { stays = false, guest }: { stays?: boolean; guest?: TestGuest } = {},
) {
  const code = await makeRoom(parley, olga, { name: 'Weekly' });
  const host = await parley.connect(olga);
  const { meeting } = await host.join(code);
  const gus = guest ?? (await becomeGuest(parley, code, name));
  const socket = await parley.connect(gus);
  await socket.join(code);
  await socket.ask('chat:send', { clientId: randomUUID(), text: `${name} was here` });
  await socket.ask('meeting:leave', {});
  if (!stays) await leave(host, meeting.id);
  return { code, host, gus, id: meeting.id };
}

async function leave(host: Awaited<ReturnType<TestApp['connect']>>, meetingId: string) {
  await host.ask('meeting:leave', {});
  await ended(meetingId);
}

/** A busy machine takes its time. */
const soon = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 15_000, interval: 100 });

const ended = (meetingId: string) =>
  soon(async () => {
    const record = await readRecord(parley, olga, meetingId);
    expect(record.endedAt).not.toBeNull();
  });

const claims = (user: TestUser, ...guests: { cookie: string }[]) => {
  const cookie = guests.map((guest) => guest.cookie).join('; ');
  const as = <T extends { set(name: string, value: string): T }>(request: T) =>
    request.set(...user.bearer).set('Cookie', cookie);
  return {
    list: async () =>
      (await as(parley.api.get('/api/users/me/claims')).expect(200)).body.claims as {
        id: string;
      }[],
    claim: (...ids: string[]) => as(parley.api.post('/api/users/me/claims')).send({ ids }),
    decline: () => as(parley.api.delete('/api/users/me/claims')).expect(204),
  };
};

const history = async (user: TestUser) =>
  (await parley.api.get('/api/meetings').set(...user.bearer)).body.meetings as { id: string }[];
const chatOf = async (user: TestUser, id: string) =>
  (await parley.api.get(`/api/meetings/${id}/messages`).set(...user.bearer)).body.messages as {
    text: string;
    sender: { id: string; displayName: string; nameNumber?: number };
  }[];

test('an account claims what its browser attended as a guest, and the record shows since when', async () => {
  const { gus, id } = await attend('Gus');
  const ana = await parley.register('Ana Santos');
  const browser = claims(ana, gus);
  expect(await browser.list()).toEqual([
    {
      id: gus.user.id,
      displayName: 'Gus',
      roomName: 'Weekly',
      meetingCount: 1,
      lastJoinedAt: expect.any(String),
    },
  ]);
  const { body, headers } = await browser.claim(gus.user.id).expect(200);
  expect(body).toEqual({ claimed: 1, hasPending: false });
  expect(String(headers['set-cookie'])).toMatch(/^parley_guest_\w+=; Max-Age=0/);

  expect(await history(ana)).toMatchObject([{ id, people: ['Olga', 'Ana Santos'] }]);
  const record = await readRecord(parley, ana, id);
  expect(record.attendances).toMatchObject([
    { displayName: 'Olga', role: 'owner' },
    {
      displayName: 'Ana Santos',
      role: 'guest',
      isMe: true,
      claimed: { at: expect.any(String), displayName: 'Gus' },
    },
  ]);
  expect(await chatOf(ana, id)).toMatchObject([
    { text: 'Gus was here', sender: { displayName: 'Ana Santos' } },
  ]);
  // Asked once.
  expect(await browser.list()).toEqual([]);
  await browser.claim(gus.user.id).expect(404);
});

test('marks follow a claim: those that the guest set, does and has completed', async () => {
  const code = await makeRoom(parley, olga);
  const host = await parley.connect(olga);
  const { meeting, self: hostSelf } = await host.join(code);
  const gus = await becomeGuest(parley, code, 'Gus');
  const socket = await parley.connect(gus);
  const { self } = await socket.join(code);
  const asGus = recordOf(parley, gus, meeting.id);
  const [one, two] = [await write(host, 'one'), await write(socket, 'two')];
  const done = markIn(await asGus.mark(one, 'action', { assigneeId: hostSelf.id }).expect(201));
  await asGus.changeMark(done.id, { isDone: true }).expect(200);
  await asGus.mark(two, 'action', { assigneeId: self.id, dueOn: '2026-12-24' }).expect(201);
  await socket.ask('meeting:leave', {});

  // The account is in the meeting as well, so its attendance takes up that of the guest.
  const ana = await parley.register('Ana Silva');
  const a = await parley.connect(ana);
  const { self: own } = await a.join(code);
  await a.ask('meeting:leave', {});
  await leave(host, meeting.id);
  await claims(ana, gus).claim(gus.user.id).expect(200);

  const person = { id: own.id, displayName: 'Ana Silva' };
  expect(await recordOf(parley, ana, meeting.id).marks()).toMatchObject([
    { text: 'one', author: person, assignee: { displayName: 'Olga' }, done: { by: 'Ana Silva' } },
    { text: 'two', author: person, assignee: person },
  ]);
  const { body } = await parley.api
    .get('/api/actions')
    .set(...ana.bearer)
    .expect(200);
  expect(body.actions).toMatchObject([{ isMine: true, mark: { text: 'two', assignee: person } }]);
});

test('only the guest cookie proves who attended: a name, an id or another guest does not', async () => {
  const { gus, id } = await attend('Mallory');
  const mallory = await parley.register('Mallory');
  const other = await becomeGuest(parley, await makeRoom(parley, olga), 'Mallory');
  const browser = claims(mallory, other);
  expect(await browser.list()).toEqual([]);
  await browser.claim(gus.user.id).expect(404);
  await claims(mallory, { cookie: `parley_guest_x=${'x'.repeat(43)}` })
    .claim(gus.user.id)
    .expect(404);
  expect(await history(mallory)).toEqual([]);
  expect((await readRecord(parley, olga, id)).attendances).toHaveLength(2);
});

test('after a claim, the session of the guest has ended', async () => {
  const { gus, code } = await attend('Gus');
  const socket = await parley.connect(gus);
  const ana = await parley.register('Ana');
  await claims(ana, gus).claim(gus.user.id).expect(200);
  await socket.next('session:ended');
  await parley.api.post(`/api/rooms/${code}/guests/refresh`).set('Cookie', gus.cookie).expect(401);
});

test('of two accounts that claim at the same time, one gets the meetings', async () => {
  const { gus } = await attend('Gus');
  const [ana, ben] = [await parley.register('Ana'), await parley.register('Ben')];
  const answers = await Promise.all([ana, ben].map((user) => claims(user, gus).claim(gus.user.id)));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 404]));
  expect([await history(ana), await history(ben)].flat()).toHaveLength(1);
});

test('an account that was in the meeting too gets one attendance, with all messages', async () => {
  const ana = await parley.register('Ana');
  const { gus, host, code, id } = await attend('Gus', { stays: true });
  const own = await parley.connect(ana);
  const { self } = await own.join(code);
  await own.ask('chat:send', { clientId: randomUUID(), text: 'as Ana' });
  await own.ask('meeting:leave', {});
  await leave(host, id);
  await claims(ana, gus).claim(gus.user.id).expect(200);
  const record = await readRecord(parley, ana, id);
  expect(record.attendances).toHaveLength(2);
  expect(record.attendances[1]).toMatchObject({ id: self.id, displayName: 'Ana', isMe: true });
  const messages = await chatOf(ana, id);
  expect(messages.map(({ text }) => text)).toEqual(['Gus was here', 'as Ana']);
  expect(new Set(messages.map(({ sender }) => `${sender.id} ${sender.displayName}`))).toEqual(
    new Set([`${self.id} Ana`]),
  );
});

test('what hosts did follows a claim, whether or not the account was in the meeting', async () => {
  const ana = await parley.register('Ana Lima');
  const code = await makeRoom(parley, olga);
  const host = await parley.connect(olga);
  /** Olga mutes a guest, whom Ana then claims. @returns what Ana reads about it */
  async function mutedAndClaimed(isAnaThere: boolean) {
    const { meeting } = await host.join(code);
    const gus = await becomeGuest(parley, code, 'Gus');
    const socket = await parley.connect(gus);
    let { self } = await socket.join(code);
    await host.ask('participant:mute', { id: self.id });
    await socket.ask('meeting:leave', {});
    if (isAnaThere) {
      const own = await parley.connect(ana);
      self = (await own.join(code)).self;
      await own.ask('meeting:leave', {});
    }
    await leave(host, meeting.id);
    await claims(ana, gus).claim(gus.user.id).expect(200);
    const { hostActions } = await readRecord(parley, ana, meeting.id);
    return { hostActions, participantId: self.id };
  }
  for (const isAnaThere of [false, true]) {
    const { hostActions, participantId: id } = await mutedAndClaimed(isAnaThere);
    expect(hostActions).toMatchObject([{ kind: 'mute', target: { id, displayName: 'Ana Lima' } }]);
  }
});

test('the name of the account gets a number where the meeting had that name already', async () => {
  const { gus, id } = await attend('Gus');
  const namesake = await parley.register('Olga');
  await claims(namesake, gus).claim(gus.user.id).expect(200);
  const { attendances } = await readRecord(parley, namesake, id);
  expect(attendances[1]).toMatchObject({ displayName: 'Olga', nameNumber: 2 });
});

test('a meeting that still runs follows when it ends', async () => {
  const { gus, host, id } = await attend('Gus', { stays: true });
  const ana = await parley.register('Ana');
  const { body } = await claims(ana, gus).claim(gus.user.id).expect(200);
  expect(body).toEqual({ claimed: 0, hasPending: true });
  expect(await history(ana)).toEqual([]);
  await leave(host, id);
  await soon(async () => expect(await history(ana)).toMatchObject([{ id }]));
});

test('a guest who is in a call is offered after it', async () => {
  const code = await makeRoom(parley, olga);
  const gus = await becomeGuest(parley, code, 'Gus');
  const socket = await parley.connect(gus);
  await socket.join(code);
  const ana = await parley.register('Ana');
  expect(await claims(ana, gus).list()).toEqual([]);
  await socket.ask('meeting:leave', {});
  await soon(async () => expect(await claims(ana, gus).list()).toHaveLength(1));
});

test('a declined guest is not offered to that account again, but to another one', async () => {
  const { gus } = await attend('Gus');
  const [ana, ben] = [await parley.register('Ana'), await parley.register('Ben')];
  await claims(ana, gus).decline();
  expect(await claims(ana, gus).list()).toEqual([]);
  expect(await claims(ben, gus).list()).toHaveLength(1);
});

test('a server that crashed in the middle of a claim completes it', async () => {
  const { gus, id } = await attend('Gus');
  const ana = await parley.register('Ana');
  const Attendance = parley.connection.model('Attendance');
  vi.spyOn(Attendance, 'updateOne').mockImplementationOnce(() => {
    throw new Error('the server was killed');
  });
  await claims(ana, gus).claim(gus.user.id).expect(500);
  expect(await history(ana)).toEqual([]);
  // Another server, as after the restart.
  const restarted = await createTestApp({ database: parley.database });
  try {
    await soon(async () => expect(await history(ana)).toMatchObject([{ id }]));
    expect(await chatOf(ana, id)).toMatchObject([{ sender: { displayName: 'Ana' } }]);
  } finally {
    await restarted.close({ keepDatabase: true });
  }
});
