import { randomUUID } from 'node:crypto';
import { endpoints } from '@parley/shared/api';
import { policy, refusalOf, type Action, type Place, type Subject } from '@parley/shared/policy';
import { DEFAULT_CONTROLS } from '@parley/shared/roles';

import { expect } from 'vitest';
import { becomeGuest } from './platform/testing/guests';
import { test as base } from './platform/testing/parley-test';
import { makeRoom } from './platform/testing/rest';
import type { TestApp, TestSocket, TestUser } from './platform/testing/test-app';
import { isEndpoint, SAMPLES, type Names } from './testing/policy-samples';

/*
 * Every action × every role × every place, against a real server: once with the ids of the subject's
 * own room, once with all ids of a foreign room. The expectation is the policy itself.
 */

/** A room with a running meeting. `marks` must not appear in an answer to an outsider. */
interface Room {
  readonly names: Names;
  readonly owner: TestUser;
  readonly host: TestSocket;
  readonly marks: readonly string[];
}

/** Who asks: a token, and a socket in the right place. */
interface Asker {
  readonly subject: Subject;
  readonly user: Pick<TestUser, 'bearer' | 'accessToken'> | undefined;
  readonly socket: TestSocket | undefined;
}

const test = base.extend('foreign', { scope: 'file' }, ({ parley }) =>
  openRoom(parley, 'Foreign', { access: 'everyone_waits' }),
);

/** Opens a room with a meeting of its owner and a member, a message, and a person who waits. */
async function openRoom(parley: TestApp, word: string, room: object): Promise<Room> {
  const [owner, member, waiting] = await Promise.all([
    parley.register(`${word}owner`),
    parley.register(`${word}member`),
    parley.register(`${word}waiting`),
  ]);
  const code = await makeRoom(parley, owner, { name: `${word} room` });
  const [host, participant] = [await parley.connect(owner), await parley.connect(member)];
  const { meeting, self: hostSelf } = await host.join(code);
  const { self } = await participant.join(code);
  const text = `${word} message`;
  const { message } = await participant.ask('chat:send', { clientId: randomUUID(), text });
  await parley.api
    .patch(`/api/rooms/${code}`)
    .set(...owner.bearer)
    .send({ access: 'link', ...room })
    .expect(200);
  const knocking = await parley.connect(waiting);
  await knocking.ask('room:knock', { code });
  const sessions = await parley.api.get('/api/users/me/sessions').set(...member.bearer);
  const sessionId = sessions.body.sessions[0].id as string;
  const names = {
    code,
    meetingId: meeting.id,
    participantId: self.id,
    instanceId: self.instanceId,
    userId: member.user.id,
    sessionId,
    waitingId: waiting.user.id,
    lineId: message.id,
    // A mark that the room does not have.
    markId: message.id,
  };
  const people = [owner, member, waiting].flatMap(({ user }) => [user.id, user.displayName]);
  const ids = [meeting.id, self.id, self.instanceId, hostSelf.id, hostSelf.instanceId, sessionId];
  return { names, owner, host, marks: [text, ...people, ...ids] };
}

type RoleName = 'anonymous' | 'guest' | 'participant' | 'cohost' | 'owner';

const CELLS: readonly (readonly [RoleName, Place])[] = [
  ['anonymous', 'outside'],
  ['guest', 'outside'],
  ['guest', 'waiting'],
  ['guest', 'lobby'],
  ['guest', 'meeting'],
  ['participant', 'outside'],
  ['participant', 'waiting'],
  ['participant', 'lobby'],
  ['participant', 'meeting'],
  ['cohost', 'outside'],
  ['cohost', 'lobby'],
  ['cohost', 'meeting'],
  ['owner', 'outside'],
  ['owner', 'lobby'],
  ['owner', 'meeting'],
];

/** Puts a new subject into a room, in this role and place. */
async function place(parley: TestApp, room: Room, role: RoleName, where: Place): Promise<Asker> {
  const subject = { role, place: where, controls: DEFAULT_CONTROLS, isLobbyPeer: false };
  if (role === 'anonymous') return { subject, user: undefined, socket: undefined };
  const { code } = room.names;
  const user = await userFor(parley, room, role);
  const socket = await parley.connect(user);
  if (where === 'waiting') await socket.ask('room:knock', { code });
  if (where === 'lobby') await socket.ask('room:watch', { code });
  if (where === 'meeting') await socket.join(code);
  return { subject, user, socket };
}

/** The owner, a new account, which may be a co-host, or a new guest. */
async function userFor(parley: TestApp, { owner, names }: Room, role: RoleName) {
  const { code } = names;
  if (role === 'owner') return owner;
  if (role === 'guest') return becomeGuest(parley, code, 'Subject');
  const user = await parley.register('Subject');
  if (role === 'cohost') {
    await parley.api
      .post(`/api/rooms/${code}/people`)
      .set(...owner.bearer)
      .send({ part: 'cohost', email: user.user.email })
      .expect(201);
  }
  return user;
}

interface Answer {
  /** `ok`, or the code of the error. */
  readonly code: string;
  readonly text: string;
}

async function ask(
  { api }: TestApp,
  { user, socket }: Asker,
  action: Action,
  names: Names,
): Promise<Answer | undefined> {
  const sample = SAMPLES[action](names) as Partial<Record<'params' | 'query' | 'body', object>>;
  if (!isEndpoint(action)) {
    // Nobody without a token has a socket: a test of the handshake shows that.
    const result = await socket?.send(action, sample as never);
    if (result === undefined) return undefined;
    return { code: result.ok ? 'ok' : result.error.code, text: JSON.stringify(result) };
  }
  const { method, path } = endpoints[action];
  const params = (sample.params ?? {}) as Record<string, string>;
  const url = `/api${path.replaceAll(/:(\w+)/g, (_all, name: string) => params[name] ?? '')}`;
  const request = api[method.toLowerCase() as 'get' | 'post' | 'patch' | 'delete'](url);
  if (user !== undefined) request.set(...user.bearer);
  if (sample.query !== undefined) request.query(sample.query);
  const response = await (sample.body === undefined ? request : request.send(sample.body));
  const text = response.text ?? '';
  const { error } = (response.body ?? {}) as { error?: { code: string } };
  return { code: error?.code ?? 'ok', text };
}

const ACTIONS = Object.keys(policy) as Action[];

/** Refusals that only the policy gives. An allowed action must not get one of them. */
const POLICY_CODES = new Set([
  'UNAUTHENTICATED',
  'ACCOUNT_REQUIRED',
  'NOT_A_MEMBER',
  'NOT_ALLOWED',
]);

/**
 * Allowed actions that end or move the subject or the meeting; their own tests cover them. Their
 * refusals are tested here like all others.
 */
const ENDS: ReadonlySet<Action> = new Set<Action>([
  'register',
  'login',
  'refresh',
  'logout',
  'endSession',
  'endOtherSessions',
  'deleteMe',
  'session:refresh',
  'deleteRoom',
  'room:watch',
  'room:unwatch',
  'room:knock',
  'room:give-password',
  'meeting:join',
  'meeting:leave',
  'leaveMeeting',
  'participant:remove',
  'participant:promote',
  'participant:demote',
  'meeting:end-for-all',
]);

/** Allowed, and refused by the handler with a code of the policy, because of whom it concerns. */
const MAY_REFUSE: Partial<Record<Action, readonly string[]>> = {
  completeSignIn: ['UNAUTHENTICATED'],
};

/** Actions with a foreign id that are allowed by design; what they tell is checked like all others. */
const OPEN_TO_ALL: ReadonlySet<Action> = new Set<Action>([
  // Everybody may look a code up, watch the room, knock, and become a guest.
  'readEntry',
  'createGuest',
  'readRoom',
  'room:watch',
  'room:knock',
  // Only the guests of the request's cookies count.
  'declineClaims',
  // The answer is the same whether or not there is such a seat, or a knock, or a password.
  'leaveMeeting',
  'knock:admit-all',
  'room:give-password',
  // The list has only actions of meetings whose records the subject may read: none.
  'listRoomActions',
]);

/** Asked last, since they move the subject into the lobby of the other room. */
const MOVES: readonly Action[] = ['room:watch', 'room:knock', 'room:give-password', 'meeting:join'];

const hasIds = (action: Action, one: Names, other: Names): boolean =>
  JSON.stringify(SAMPLES[action](one)).includes(one.code) ||
  Object.values(one).some((id) => JSON.stringify(SAMPLES[action](one)).includes(id)) ||
  JSON.stringify(SAMPLES[action](other)).includes(other.code);

const roomFor = (parley: TestApp, where: Place): Promise<Room> =>
  openRoom(parley, 'Own', { access: where === 'waiting' ? 'everyone_waits' : 'link' });

test.for(CELLS)(
  'the server agrees with the policy for %s in place %s',
  async ([role, where], { parley }) => {
    const room = await roomFor(parley, where);
    const asker = await place(parley, room, role, where);
    const wrong: string[] = [];
    for (const action of ACTIONS) {
      const refusal = refusalOf(action, asker.subject);
      if (refusal === null && ENDS.has(action)) continue;
      const answer = await ask(parley, asker, action, room.names);
      if (answer === undefined) continue;
      const { code } = answer;
      const isPolicyCode = POLICY_CODES.has(code) && MAY_REFUSE[action]?.includes(code) !== true;
      const agrees = refusal === null ? !isPolicyCode : code === refusal;
      if (!agrees || code === 'INTERNAL') wrong.push(`${action}: ${code}, not ${refusal ?? 'ok'}`);
    }
    expect(wrong).toEqual([]);
  },
);

test.for(CELLS)(
  'with all ids of a foreign room, %s in place %s gets nothing',
  async ([role, where], { parley, foreign }) => {
    const room = await roomFor(parley, where);
    const asker = await place(parley, room, role, where);
    const withIds = ACTIONS.filter((action) => hasIds(action, foreign.names, room.names));
    const inOrder = [...withIds.filter((action) => !MOVES.includes(action)), ...MOVES];
    const before = await stateOf(parley, foreign);
    const wrong: string[] = [];
    for (const action of inOrder) {
      const answer = await ask(parley, asker, action, foreign.names);
      if (answer === undefined) continue;
      const { code, text } = answer;
      if (code === 'ok' && !OPEN_TO_ALL.has(action)) wrong.push(`${action} was allowed`);
      const leaks = foreign.marks.filter((mark) => text.includes(mark));
      if (leaks.length > 0) wrong.push(`${action} told ${leaks.join(', ')}`);
    }
    const heard = JSON.stringify(asker.socket?.events ?? []);
    const leaks = foreign.marks.filter((mark) => heard.includes(mark));
    expect({ wrong, leaks }).toEqual({ wrong: [], leaks: [] });
    expect(await stateOf(parley, foreign)).toEqual(before);
    asker.socket?.close();
  },
);

/** What its owner sees of a room: a foreign subject must not have changed it. */
async function stateOf(parley: TestApp, { owner, host, names }: Room): Promise<object> {
  const read = async (path: string): Promise<unknown> =>
    (await parley.api.get(`/api/${path}`).set(...owner.bearer)).body;
  const { meeting } = (await read(`meetings/${names.meetingId}`)) as { meeting: object };
  const { knocks } = await host.ask('knock:watch', {});
  return {
    meeting: { ...meeting, durationSeconds: 0, attendances: 0 },
    messages: await read(`meetings/${names.meetingId}/messages`),
    people: await read(`rooms/${names.code}/people`),
    isWaiting: knocks.some(({ id }) => id === names.waitingId),
  };
}

test('nobody without a token has a socket', async ({ parley, ana }) => {
  const stranger = { ...ana, accessToken: 'not.a.token' };
  await expect(parley.connect(stranger)).rejects.toThrow();
});
