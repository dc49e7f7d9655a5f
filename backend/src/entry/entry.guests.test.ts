import { expect } from 'vitest';
import { becomeGuest } from '../platform/testing/guests';
import { parleyTest } from '../platform/testing/parley-test';
import { makeRoom } from '../platform/testing/rest';
import { joinInput, TestSocket, type TestApp } from '../platform/testing/test-app';

const test = parleyTest();

/** A guest with a socket. */
async function guestIn(parley: TestApp, code: string, name: string) {
  const guest = await becomeGuest(parley, code, name);
  return { guest, socket: await TestSocket.connect(parley.url, guest.accessToken) };
}

const joinCode = async (socket: TestSocket, code: string) => {
  const answer = await socket.send('meeting:join', joinInput(code));
  return answer.ok ? 'joined' : answer.error.code;
};

test('guests wait where the room says so, and their card calls them guests', async ({
  parley,
  ana,
  ben,
}) => {
  const code = await makeRoom(parley, ana, { access: 'guests_wait' });
  const [a, b] = [await parley.connect(ana), await parley.connect(ben)];
  await a.join(code);
  await b.join(code);
  const { socket } = await guestIn(parley, code, 'Gia');
  expect(await joinCode(socket, code)).toBe('MUST_WAIT');
  await a.ask('knock:watch', {});
  await socket.ask('room:knock', { code });
  const { knock } = await a.next('knock:received');
  expect(knock).toMatchObject({ displayName: 'Gia', isGuest: true });
  await a.ask('knock:answer', { id: knock.id, isAdmitted: true });
  expect(await joinCode(socket, code)).toBe('joined');
  for (const one of [a, b, socket]) one.close();
});

test('the card shows the name that a guest has given last, also after entering the lobby', async ({
  parley,
  ana,
}) => {
  const code = await makeRoom(parley, ana, { access: 'guests_wait' });
  const a = await parley.connect(ana);
  await a.join(code);
  await a.ask('knock:watch', {});
  const { guest, socket } = await guestIn(parley, code, 'Gia');
  await socket.ask('room:watch', { code });
  await becomeGuest(parley, code, 'Mia', guest.cookie);
  await socket.ask('room:knock', { code });
  expect((await a.next('knock:received')).knock).toMatchObject({ displayName: 'Mia' });
  for (const one of [a, socket]) one.close();
});

test('a removed guest waits under every new name, and people with an account do not', async ({
  parley,
  ana,
  ben,
}) => {
  const code = await makeRoom(parley, ana, {});
  const a = await parley.connect(ana);
  await a.join(code);
  const { socket } = await guestIn(parley, code, 'Gia');
  const { self } = await socket.join(code);
  await a.ask('participant:remove', { id: self.id });
  expect(await joinCode(socket, code)).toBe('MUST_WAIT');
  const other = await guestIn(parley, code, 'Mia');
  expect(await joinCode(other.socket, code)).toBe('MUST_WAIT');
  const b = await parley.connect(ben);
  expect(await joinCode(b, code)).toBe('joined');

  // The next meeting of the room knows nothing of it.
  await a.ask('meeting:leave', {});
  await b.ask('meeting:leave', {});
  expect(await joinCode(other.socket, code)).toBe('joined');
  for (const one of [a, b, socket, other.socket]) one.close();
});

test('a guest who is kept out by address stays out with a new name in later meetings', async ({
  parley,
  ana,
}) => {
  const code = await makeRoom(parley, ana, {});
  const a = await parley.connect(ana);
  await a.join(code);
  const { socket } = await guestIn(parley, code, 'Gia');
  const { self } = await socket.join(code);
  await a.ask('participant:remove', { id: self.id, keepOut: 'address' });
  await a.ask('meeting:leave', {});
  const other = await guestIn(parley, code, 'Mia');
  expect(await joinCode(other.socket, code)).toBe('KEPT_OUT');
  const { body } = await parley.api.get(`/api/rooms/${code}/people`).set(...ana.bearer);
  expect(body.keptOut).toMatchObject([{ displayName: 'Gia', isGuest: true, isByAddress: true }]);
  await parley.api
    .delete(`/api/rooms/${code}/kept-out/${body.keptOut[0].id}`)
    .set(...ana.bearer)
    .expect(204);
  expect(await joinCode(other.socket, code)).toBe('joined');
  for (const one of [a, socket, other.socket]) one.close();
});
