import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeRoom } from './platform/testing/rest';
import { createTestApp, type TestApp } from './platform/testing/test-app';

let parley: TestApp;
beforeAll(async () => {
  parley = await createTestApp();
});
afterAll(() => parley.close());

test('two people register, meet in a room, and one reads what the other wrote', async () => {
  const ana = await parley.register('Ana');
  const ben = await parley.register('Ben');
  const code = await makeRoom(parley, ana);

  const anaSocket = await parley.connect(ana);
  const benSocket = await parley.connect(ben);
  await anaSocket.join(code);
  const { participants } = await benSocket.join(code);
  expect(participants.map((person) => person.displayName)).toEqual(['Ana']);

  const { message } = await anaSocket.ask('chat:send', {
    clientId: 'a-client-id-of-16-characters',
    text: 'Hello Ben',
  });
  const told = await benSocket.next('chat:sent');

  expect(told.message).toEqual(message);
  expect(message).toMatchObject({ seq: 1, text: 'Hello Ben', sender: { displayName: 'Ana' } });
  const stored = await parley.connection.collection('messages').findOne({ seq: 1 });
  expect(stored).toMatchObject({ text: 'Hello Ben', senderName: 'Ana' });
});
