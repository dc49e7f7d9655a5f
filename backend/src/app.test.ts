import { expect } from 'vitest';
import { test } from './platform/testing/parley-test';
import { makeRoom } from './platform/testing/rest';

test('two users register, meet in a room, and one gets the chat message of the other', async ({
  parley,
  ana,
  ben,
}) => {
  const code = await makeRoom(parley, ana);

  const anaSocket = await parley.connect(ana);
  const benSocket = await parley.connect(ben);
  await anaSocket.join(code);
  const { participants } = await benSocket.join(code);
  expect(participants.map(({ displayName }) => displayName)).toEqual(['Ana']);

  const { message } = await anaSocket.ask('chat:send', {
    clientId: 'a-client-id-of-16-characters',
    text: 'Hello Ben',
  });
  const event = await benSocket.next('chat:sent');

  expect(event.message).toEqual(message);
  expect(message).toMatchObject({ seq: 1, text: 'Hello Ben', sender: { displayName: 'Ana' } });
  const stored = await parley.connection.collection('messages').findOne({ seq: 1 });
  expect(stored).toMatchObject({ text: 'Hello Ben', senderName: 'Ana' });
});
