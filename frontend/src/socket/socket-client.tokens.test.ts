import { expect, test, vi } from 'vitest';
import { FakeTokens, reaches, useSocketServer } from './testing/socket-server';

const server = useSocketServer();
const { connect, createClient, nextConnection } = server;

test('an expired token is replaced once before the client connects', async () => {
  const tokens = new FakeTokens();
  tokens.replacements = ['second'];
  server.accept = (token) => (token === 'second' ? null : 'TOKEN_EXPIRED');
  const { onSignedOut } = await connect(tokens);
  expect(server.shownTokens).toEqual(['first', 'second']);
  expect(tokens.replaceAccessToken).toHaveBeenCalledExactlyOnceWith('first');
  expect(onSignedOut).not.toHaveBeenCalled();
});

test('the client closes and reports the sign-out if the server refuses the new token too', async () => {
  const tokens = new FakeTokens();
  tokens.replacements = ['second', 'third'];
  server.accept = () => 'UNAUTHENTICATED';
  const { client, onSignedOut } = createClient(tokens);
  client.open();
  await reaches(client, 'closed');
  expect(server.shownTokens).toEqual(['first', 'second']);
  expect(onSignedOut).toHaveBeenCalledOnce();
});

test('the client retries with the same token if the server is busy', async () => {
  const tokens = new FakeTokens();
  server.accept = () => (server.shownTokens.length < 3 ? 'BUSY' : null);
  await connect(tokens);
  expect(server.shownTokens).toEqual(['first', 'first', 'first']);
  expect(tokens.replaceAccessToken).not.toHaveBeenCalled();
});

test('a session that ended elsewhere closes the socket', async () => {
  const { client, onSignedOut, socket } = await connect();
  socket.emit('session:ended', {});
  socket.disconnect(true);
  await reaches(client, 'closed');
  expect(onSignedOut).toHaveBeenCalledOnce();
});

test('a newer token is sent to the server over the open connection', async () => {
  const tokens = new FakeTokens();
  const { socket } = await connect(tokens);
  const renewed = new Promise((resolve) => {
    socket.once('session:refresh', (payload: unknown, ack: (result: unknown) => void) => {
      ack({ ok: true, data: {} });
      resolve(payload);
    });
  });
  tokens.listener('second');
  expect(await renewed).toEqual({ token: 'second' });
});

test('a connection that the server closes while the token is fetched is replaced, with one token', async () => {
  const tokens = new FakeTokens();
  let give: (token: string) => void = () => {};
  tokens.getFreshAccessToken = () =>
    new Promise((resolve) => {
      give = resolve;
    });
  const { client } = createClient(tokens);
  const transports: { close(): void }[] = [];
  server.io.engine.on('connection', (transport: { close(): void }) => transports.push(transport));
  client.open();
  await vi.waitUntil(() => transports.length === 1);
  const late = give;
  transports[0]?.close();
  await vi.waitUntil(() => transports.length === 2 && give !== late);
  late('late');
  give('first');
  await reaches(client, 'connected');
  expect(server.shownTokens).toEqual(['first']);
});

test('a token that arrives during the handshake is sent once connected', async () => {
  const connection = nextConnection();
  const tokens = new FakeTokens();
  server.accept = () => {
    tokens.listener('second');
    return null;
  };
  const { client } = createClient(tokens);
  client.open();
  const socket = await connection;
  expect(server.shownTokens).toEqual(['first']);
  const renewed = new Promise((resolve) => {
    socket.once('session:refresh', (payload: unknown, ack: (result: unknown) => void) => {
      ack({ ok: true, data: {} });
      resolve(payload);
    });
  });
  expect(await renewed).toEqual({ token: 'second' });
});
