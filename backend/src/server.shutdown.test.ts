import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Message } from '@parley/shared/chat';
import type { Result } from '@parley/shared/result';
import { io, type Socket } from 'socket.io-client';
import supertest from 'supertest';
import { afterAll, expect, test } from 'vitest';
import { connectDatabase } from './platform/database';
import { createLogger } from './platform/logger';
import { joinInput, registerWith, testDatabaseUri, TestSocket } from './platform/testing/test-app';

const entry = fileURLToPath(new URL('server.ts', import.meta.url));
const dataDir = mkdtempSync(join(tmpdir(), 'parley-test-'));
const databaseUri = testDatabaseUri(`test_${randomBytes(8).toString('hex')}`);
const processes: ChildProcess[] = [];
afterAll(async () => {
  for (const process of processes) process.kill('SIGKILL');
  rmSync(dataDir, { recursive: true, force: true });
  const connection = await connectDatabase(databaseUri, createLogger('silent'));
  await connection.dropDatabase();
  await connection.close();
});

interface StartedServer {
  process: ChildProcess;
  port: number;
  /** The log lines so far. */
  log: object[];
}

/** Starts a server process, on a free port if `port` is 0. It runs the code `before` first. */
async function startServer(
  port = 0,
  before = '',
  env: Record<string, string> = {},
): Promise<StartedServer> {
  const preload = `data:text/javascript,${encodeURIComponent(before)}`;
  const log: object[] = [];
  const child = spawn(process.execPath, ['--import', 'tsx', '--import', preload, entry], {
    env: {
      ...process.env,
      NODE_ENV: 'development',
      PORT: String(port),
      HOST: '127.0.0.1',
      DATA_DIR: dataDir,
      MONGODB_URI: databaseUri,
      LOG_LEVEL: 'info',
      RATE_LIMIT_FACTOR: '100',
      BCRYPT_COST: '10',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  processes.push(child);
  const listening = new Promise<number>((resolve, reject) => {
    child.once('exit', () => reject(new Error('the server ended before it listened')));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const logged = JSON.parse(line) as { msg?: string; port?: number };
      log.push(logged);
      const { msg, port: own } = logged;
      if (msg === 'listening' && own !== undefined) resolve(own);
    });
  });
  return { process: child, port: await listening, log };
}

/** The client ids of the messages of a meeting in the database. */
async function storedClientIds(meetingId: string): Promise<unknown[]> {
  const connection = await connectDatabase(databaseUri, createLogger('silent'));
  const rows = await connection.collection('messages').find({}).toArray();
  await connection.close();
  return rows
    .filter((row) => String(row['meetingId']) === meetingId)
    .map((row) => row['clientId'] as unknown);
}

/** A client that sends messages without pause and repeats those without an ack. */
class ChattyClient {
  readonly acked = new Map<string, Message>();
  readonly #socket: Socket;
  readonly #instanceId = randomUUID();
  reconnects = 0;
  #stopped = false;
  #joined: Promise<unknown> = Promise.resolve();

  constructor(url: string, token: string, code: string) {
    this.#socket = io(url, {
      transports: ['websocket'],
      auth: { token },
      forceNew: true,
      reconnectionDelay: 100,
      reconnectionDelayMax: 500,
    });
    this.#socket.io.on('reconnect', () => (this.reconnects += 1));
    this.#socket.on('connect', () => {
      const input = joinInput(code, { instanceId: this.#instanceId });
      this.#joined = this.#ask('meeting:join', input);
    });
  }

  async ready(): Promise<void> {
    if (!this.#socket.connected) await once(this.#socket as never, 'connect');
    await this.#joined;
  }

  async sendMessages(): Promise<void> {
    while (!this.#stopped) {
      const clientId = randomUUID();
      while (!(await this.#send(clientId))) await this.ready();
    }
  }

  async #send(clientId: string): Promise<boolean> {
    const answer = (await this.#ask('chat:send', { clientId, text: 'x' })) as Result<{
      message: Message;
    }> | null;
    if (answer?.ok !== true) return false;
    this.acked.set(clientId, answer.data.message);
    return true;
  }

  /** Resolves with null if the connection was lost before the ack. */
  #ask(command: string, payload: unknown): Promise<unknown> {
    return this.#socket
      .timeout(2_000)
      .emitWithAck(command, payload)
      .catch(() => null);
  }

  stop(): void {
    this.#stopped = true;
  }

  close(): void {
    this.#socket.close();
  }
}

test('F38: a server that is stopped during a meeting loses no acked message', {
  timeout: 60_000,
}, async () => {
  const first = await startServer();
  const url = `http://127.0.0.1:${first.port}`;
  const api = supertest(url);
  const ana = await registerWith(api, 'Ana');
  const people = [ana, await registerWith(api, 'Ben'), await registerWith(api, 'Cem')];
  const made = await api
    .post('/api/rooms')
    .set(...ana.bearer)
    .send({});
  const code = made.body.room.code as string;
  const clients = people.map(({ accessToken }) => new ChattyClient(url, accessToken, code));
  await Promise.all(clients.map((client) => client.ready()));
  const sending = clients.map((client) => client.sendMessages());
  const count = () => clients.reduce((sum, { acked }) => sum + acked.size, 0);
  const countBeyond = async (limit: number) => {
    while (count() < limit) await new Promise((resolve) => setImmediate(resolve));
  };
  await countBeyond(100);

  first.process.kill('SIGTERM');
  const [exitCode] = (await once(first.process, 'exit')) as [number | null];
  // A server that does not stop in time ends itself with 1.
  expect(exitCode).toBe(0);
  const before = count();

  const second = await startServer(first.port);
  await countBeyond(before + 100);
  for (const client of clients) client.stop();
  await Promise.all(sending);

  const { body } = await api.get('/api/meetings').set(...ana.bearer);
  expect(body.meetings).toHaveLength(1);
  const connection = await connectDatabase(databaseUri, createLogger('silent'));
  const rows = await connection.collection('messages').find({}).sort({ seq: 1 }).toArray();
  await connection.close();
  expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_row, index) => index + 1));
  const stored = new Map(rows.map((row) => [row['clientId'] as string, row['seq'] as number]));
  expect(stored.size).toBe(rows.length);
  for (const { acked } of clients) {
    for (const [clientId, { seq }] of acked) expect(stored.get(clientId)).toBe(seq);
  }
  expect(clients.map(({ reconnects }) => reconnects)).toEqual([1, 1, 1]);
  for (const client of clients) client.close();
  second.process.kill('SIGTERM');
  expect(await once(second.process, 'exit')).toEqual([0, null]);
});

test('F38: a server that stops moves its clients off in waves, and they keep working until theirs', {
  timeout: 60_000,
}, async () => {
  const first = await startServer();
  const url = `http://127.0.0.1:${first.port}`;
  const api = supertest(url);
  const ana = await registerWith(api, 'Ana');
  const ben = await registerWith(api, 'Ben');
  const made = await api
    .post('/api/rooms')
    .set(...ana.bearer)
    .send({});
  const code = made.body.room.code as string;
  const clients = [ana, ben].map(({ accessToken }) => new ChattyClient(url, accessToken, code));
  await Promise.all(clients.map((client) => client.ready()));
  const sending = clients.map((client) => client.sendMessages());
  const gone: number[] = [];
  const sockets: Socket[] = [];
  // A server allows one address few handshakes at a time.
  while (sockets.length < 300) {
    const connect = () => TestSocket.connect(url, ana.accessToken);
    const more = await Promise.all(Array.from({ length: 20 }, connect));
    sockets.push(...more.map(({ socket }) => socket));
  }
  for (const socket of sockets) socket.once('disconnect', () => gone.push(performance.now()));

  first.process.kill('SIGTERM');
  const exit = once(first.process, 'exit');
  const readiness = async () => (await fetch(`${url}/api/health/ready`)).status;
  while ((await readiness()) !== 503);
  // Sockets go in the order in which they came, and the last one is still served.
  const left = sockets.findLast((socket) => socket.connected);
  const answer = (await left?.timeout(5_000).emitWithAck('ice:refresh', {})) as Result<unknown>;
  expect(answer.ok).toBe(true);
  const since = performance.now();
  expect(await exit).toEqual([0, null]);
  expect(performance.now() - since).toBeLessThan(10_000);
  expect(first.log).toContainEqual(expect.objectContaining({ msg: 'moving off', sockets: 302 }));
  // 302 sockets take three seconds; a loaded machine stretches that but never shortens it.
  expect(gone).toHaveLength(300);
  expect(Math.max(...gone) - Math.min(...gone)).toBeGreaterThan(2_000);

  const before = clients.reduce((sum, { acked }) => sum + acked.size, 0);
  const second = await startServer(first.port);
  await Promise.all(clients.map((client) => client.ready()));
  for (const client of clients) client.stop();
  await Promise.all(sending);
  const { body } = await api.get('/api/meetings').set(...ana.bearer);
  expect(body.meetings).toHaveLength(1);
  const ids = await storedClientIds(body.meetings[0].id as string);
  for (const { acked } of clients) for (const id of acked.keys()) expect(ids).toContain(id);
  expect(before).toBeGreaterThan(0);
  for (const client of clients) client.close();
  second.process.kill('SIGTERM');
  expect(await once(second.process, 'exit')).toEqual([0, null]);
});

test('Ctrl-C stops a server without clients at once', async () => {
  const server = await startServer();
  server.process.kill('SIGINT');
  expect(await once(server.process, 'close')).toEqual([0, null]);
  expect(server.log.map((line) => 'msg' in line && line.msg)).not.toContain('moving off');
});

test('METRICS_PORT opens a port for the metrics of the process, which closes with it', async () => {
  const server = await startServer(0, '', { METRICS_PORT: '0' });
  const line = server.log.find((logged) => 'msg' in logged && logged.msg === 'serving metrics');
  const { port } = line as { port: number } & object;
  const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  expect(metrics).toMatch(/^nodejs_eventloop_lag_p99_seconds /m);
  expect(metrics).toMatch(/^parley_database_seconds_count\{operation="find"/m);
  server.process.kill('SIGTERM');
  expect(await once(server.process, 'exit')).toEqual([0, null]);
});

test('an unhandled rejection is logged as fatal with its cause, and the server stops in order', async () => {
  const server = await startServer(
    0,
    `process.once('SIGUSR2', () => {
      Promise.reject(new Error('unexpected', { cause: new Error('the reason') }));
    });`,
  );
  server.process.kill('SIGUSR2');
  // `close` comes after `exit`, when all output has been read.
  expect(await once(server.process, 'close')).toEqual([1, null]);
  const fatal = server.log.filter((line) => 'level' in line && line.level === 60);
  expect(fatal).toEqual([
    expect.objectContaining({
      msg: 'unhandled rejection',
      err: expect.objectContaining({ stack: expect.stringContaining('Error: the reason') }),
    }),
  ]);
  expect(server.log.at(-1)).toMatchObject({ msg: 'stopping', why: 'unhandled rejection' });
});
