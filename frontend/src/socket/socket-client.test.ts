import type { HandshakeCommand } from '@parley/shared/socket-events';
import { describe, expect, test, vi } from 'vitest';
import { serverClock } from '../lib/server-clock';
import { FakeTokens, reaches, useSocketServer } from './testing/socket-server';

const server = useSocketServer();
const { connect, createClient, nextConnection } = server;

test('an ack resolves the request, and an error in the ack rejects it with its code', async () => {
  server.io.on('connection', (socket) => {
    socket.on('chat:sync', (payload: { afterSeq: number }, ack: (result: unknown) => void) => {
      if (payload.afterSeq === 0) ack({ ok: true, data: { messages: [], hasMore: false } });
      else ack({ ok: false, error: { code: 'NOT_A_MEMBER', message: 'no', requestId: 'r1' } });
    });
  });
  const { client } = await connect();

  expect(await client.request('chat:sync', { afterSeq: 0 })).toEqual({
    messages: [],
    hasMore: false,
  });
  await expect(client.request('chat:sync', { afterSeq: 1 })).rejects.toMatchObject({
    code: 'NOT_A_MEMBER',
    requestId: 'r1',
  });
});

test('commands and events arrive in the order in which they were sent', async () => {
  const arrived: number[] = [];
  const connection = nextConnection();
  const { client } = createClient();
  const heard: string[] = [];
  client.on('meeting:ended', ({ reason }) => heard.push(reason));
  client.open();
  const socket = await connection;
  socket.on('chat:sync', ({ afterSeq }: { afterSeq: number }, ack: (result: unknown) => void) => {
    arrived.push(afterSeq);
    socket.emit('meeting:ended', { reason: `event ${afterSeq}` });
    ack({ ok: true, data: { messages: [], hasMore: false } });
  });
  await reaches(client, 'connected');

  await Promise.all([5, 3, 9, 1].map((afterSeq) => client.request('chat:sync', { afterSeq })));

  expect(arrived).toEqual([5, 3, 9, 1]);
  expect(heard).toEqual(['event 5', 'event 3', 'event 9', 'event 1']);
});

test('a command without a connection fails at once and is not sent later', async () => {
  const { client } = createClient();
  await expect(client.request('room:unwatch', {})).rejects.toMatchObject({ code: 'NETWORK' });

  const connection = nextConnection();
  const arrived = vi.fn<(payload: unknown, ack: (result: unknown) => void) => void>((_, ack) =>
    ack({ ok: true, data: {} }),
  );
  client.open();
  (await connection).on('room:unwatch', arrived);
  await reaches(client, 'connected');
  await client.request('room:unwatch', {});
  expect(arrived).toHaveBeenCalledTimes(1);
});

test('a command without an ack fails with TIMEOUT', async () => {
  const { client } = await connect(new FakeTokens(), 30);
  await expect(client.request('room:unwatch', {})).rejects.toMatchObject({ code: 'TIMEOUT' });
});

test('a command whose connection closes before the ack fails with NETWORK', async () => {
  const connection = nextConnection();
  const { client } = createClient();
  client.open();
  const socket = await connection;
  socket.on('room:unwatch', () => socket.conn.close());
  await reaches(client, 'connected');
  await expect(client.request('room:unwatch', {})).rejects.toMatchObject({ code: 'NETWORK' });
});

test('the client reconnects by itself after a disconnect', async () => {
  const { client, socket } = await connect();
  const second = nextConnection();
  socket.conn.close();
  await second;
  await reaches(client, 'connected');
});

test('a dead connection is replaced at once and sends no disconnect packet', async () => {
  const { client, socket } = await connect();
  const ended = new Promise((resolve) => {
    socket.once('disconnect', resolve);
  });
  const second = nextConnection();
  client.reconnect();
  await second;
  await reaches(client, 'connected');
  // Disconnecting from the namespace would mean leaving.
  expect(await ended).toBe('transport close');
});

test('the client reconnects after the server disconnects it', async () => {
  const { client, socket } = await connect();
  const second = nextConnection();
  socket.disconnect(true);
  await second;
  await reaches(client, 'connected');
});

test('a suspended client sends its last command, and reconnects when it is opened again', async () => {
  const { client, socket } = await connect();
  const events: string[] = [];
  socket.onAny((name: string) => events.push(name));
  const gone = new Promise<void>((resolve) => {
    socket.once('disconnect', () => {
      events.push('disconnect');
      resolve();
    });
  });
  client.suspend('meeting:leave');
  await gone;
  expect(events).toEqual(['meeting:leave', 'disconnect']);

  const again = nextConnection();
  client.open();
  await again;
  await reaches(client, 'connected');
});

test('a closed client stays closed', async () => {
  const { client } = createClient();
  client.close();
  client.open();
  expect(client.state.get()).toBe('closed');
  await expect(client.request('room:unwatch', {})).rejects.toMatchObject({ code: 'NETWORK' });
});

describe('a handshake command', () => {
  const watch = (code: string) => ({ code, instanceId: 'a'.repeat(32) });
  const first = (): HandshakeCommand => ({ command: 'room:watch', payload: watch('one') });
  const presence = { presence: { people: [] }, iceServers: [], preconnect: false };

  test('a handshake command is not sent again when it is requested', async () => {
    const events: unknown[] = [];
    server.io.on('connection', (socket) => {
      events.push(socket.handshake.auth['first']);
      socket.onAny((name: string) => events.push(name));
      socket.emit('handshake:ack', { ok: true, data: presence });
    });
    const { client } = await connect(undefined, undefined, first);
    await expect(client.request('room:watch', watch('one'))).resolves.toEqual(presence);
    expect(events).toEqual([first()]);
  });

  test('a handshake command that the server refuses is sent when it is requested again', async () => {
    server.io.on('connection', (socket) => {
      socket.emit('handshake:ack', { ok: false, error: { code: 'NOT_FOUND', message: 'no' } });
      socket.on('room:watch', (_payload: unknown, ack: (result: unknown) => void) =>
        ack({ ok: true, data: presence }),
      );
    });
    const { client } = await connect(undefined, undefined, first);
    await expect(client.request('room:watch', watch('one'))).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(client.request('room:watch', watch('one'))).resolves.toEqual(presence);
  });

  test('a handshake command does not answer a different request', async () => {
    server.io.on('connection', (socket) => {
      socket.emit('handshake:ack', { ok: true, data: 'of the first' });
      socket.on('room:watch', (_payload: unknown, ack: (result: unknown) => void) =>
        ack({ ok: true, data: presence }),
      );
    });
    const { client } = await connect(undefined, undefined, first);
    await expect(client.request('room:watch', watch('two'))).resolves.toEqual(presence);
  });

  test('a handshake command without an ack fails with TIMEOUT or NETWORK', async () => {
    const { client, socket } = await connect(undefined, 30, first);
    await expect(client.request('room:watch', watch('one'))).rejects.toMatchObject({
      code: 'TIMEOUT',
    });
    const again = nextConnection();
    socket.conn.close();
    await reaches(client, 'disconnected');
    const second = await again;
    await reaches(client, 'connected');
    const asked = client.request('room:watch', watch('one'));
    second.conn.close();
    await expect(asked).rejects.toMatchObject({ code: 'NETWORK' });
  });
});

test('an ack with a server time sets the server clock', async () => {
  const serverTime = Date.now() + 3 * 3_600_000;
  server.io.on('connection', (socket) => {
    socket.on('room:watch', (_payload: unknown, ack: (result: unknown) => void) => {
      ack({ ok: true, data: { serverTime: new Date(serverTime).toISOString() } });
    });
  });
  const { client } = await connect();
  await client.request('room:watch', { code: 'abcd-efgh-jk' });

  expect(serverClock.now()).toBeGreaterThanOrEqual(serverTime - 10_000);
});
