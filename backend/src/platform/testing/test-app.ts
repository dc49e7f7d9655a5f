import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SessionResponse } from '@parley/shared/auth';
import type { Result } from '@parley/shared/result';
import type {
  CommandData,
  CommandInput,
  CommandName,
  EventName,
  EventPayload,
} from '@parley/shared/socket-events';
import { io, type Socket } from 'socket.io-client';
import supertest from 'supertest';
import { createApp, type App, type AppOptions } from '../../app';
import { readConfig } from '../config';
import { connectDatabase, type Connection } from '../database';
import { createLogger } from '../logger';
import { createMetrics, type Metrics } from '../metrics';
import { loadSecrets } from '../secrets';

export interface TestAppOptions {
  /** Environment variables that override the defaults of tests. */
  env?: Record<string, string>;
  /** The name of the database; the default is a new one. */
  database?: string;
  databaseUri?: string;
  now?: () => number;
  /** Less than the server allows, for tests that hash many passwords. */
  bcryptCost?: number;
  app?: Partial<AppOptions>;
}

/** Unhandled rejections of this process, in which the server runs as well. */
export const unhandledRejections: unknown[] = [];
process.on('unhandledRejection', (reason) => unhandledRejections.push(reason));

/** A real server on a free port, with a database of its own. */
export interface TestApp {
  readonly app: App;
  readonly url: string;
  readonly connection: Connection;
  readonly database: string;
  readonly metrics: Metrics;
  readonly api: ReturnType<typeof supertest>;
  /** Registers a user with an email address made from the name. */
  register(displayName: string): Promise<TestUser>;
  /** Connects a socket with the user's token. It is closed with the app. */
  connect(user: Pick<TestUser, 'accessToken'>): Promise<TestSocket>;
  close(options?: { keepDatabase?: boolean }): Promise<void>;
}

export interface TestUser extends SessionResponse {
  cookie: string;
  password: string;
  bearer: [name: string, value: string];
}

/**
 * URI of a database on the server that `TEST_MONGODB_URI` names. vitest's global set-up sets it.
 * @throws if it is not set, because vitest did not run with the configuration of the root
 */
export function testDatabaseUri(database: string): string {
  const base = process.env['TEST_MONGODB_URI'];
  if (base === undefined) throw new Error('TEST_MONGODB_URI is not set: run vitest from the root');
  const uri = new URL(base);
  uri.pathname = `/${database}`;
  return uri.href;
}

export async function createTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const database = options.database ?? `test_${randomBytes(8).toString('hex')}`;
  const dataDir = mkdtempSync(join(tmpdir(), 'parley-test-'));
  const { config: given, environment } = readConfig({
    NODE_ENV: 'test',
    DATA_DIR: dataDir,
    MONGODB_URI: options.databaseUri ?? testDatabaseUri(database),
    LOG_LEVEL: 'silent',
    BCRYPT_COST: '10',
    RATE_LIMIT_FACTOR: '100',
    STORAGE_LIMIT_FACTOR: '100',
    ...options.env,
  });
  const { bcryptCost = given.auth.bcryptCost } = options;
  const config = { ...given, auth: { ...given.auth, bcryptCost } };
  const logger = createLogger(config.logLevel);
  const metrics = createMetrics();
  const connection = await connectDatabase(config.databaseUri, logger, metrics.databaseUsed);
  const app = await createApp({
    config,
    secrets: loadSecrets({ ...environment, ...TEST_SECRETS }),
    connection,
    logger,
    version: 'test',
    metrics,
    ...(options.now && { now: options.now }),
    ...options.app,
  });
  const scheme = config.http.tls === undefined ? 'http' : 'https';
  const url = `${scheme}://127.0.0.1:${await app.listen(0, '127.0.0.1')}`;
  const api = supertest(url);
  const sockets: TestSocket[] = [];

  return {
    app,
    url,
    connection,
    database,
    metrics,
    api,
    register: (displayName) => registerWith(api, displayName),
    async connect(user) {
      const socket = await TestSocket.connect(url, user.accessToken);
      sockets.push(socket);
      return socket;
    },
    async close({ keepDatabase = false } = {}) {
      for (const socket of sockets) socket.close();
      await app.close();
      if (!keepDatabase) await connection.dropDatabase();
      await connection.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** The same in every test app, so that a second app can continue where the first was killed. */
const TEST_SECRETS = {
  JWT_SECRET: 'unit-tests-only-0123456789-abcdefghij-A',
  REFRESH_SECRET: 'unit-tests-only-0123456789-abcdefghij-B',
  PASSWORD_PEPPER: 'unit-tests-only-0123456789-abcdefghij-C',
};

export async function registerWith(
  api: ReturnType<typeof supertest>,
  displayName: string,
  /** The certificate of a trusted authority, if the server uses HTTPS. */
  ca?: string,
): Promise<TestUser> {
  const password = 'correct horse battery staple';
  const email = `${displayName.toLowerCase().replaceAll(/\W/g, '')}.${randomUUID()}@example.org`;
  const request = api.post('/api/auth/register');
  if (ca !== undefined) request.ca(ca);
  const response = await request.send({ email, displayName, password }).expect(201);
  const body = response.body as SessionResponse;
  return {
    ...body,
    password,
    cookie: cookieOf(response),
    bearer: ['Authorization', `Bearer ${body.accessToken}`],
  };
}

/** Returns the refresh cookie of a response, as the next request sends it. */
export function cookieOf(response: { headers: Record<string, unknown> }): string {
  const [cookie = ''] = response.headers['set-cookie'] as string[];
  return cookie.split(';')[0] ?? '';
}

/** The part of a `ws` WebSocket that tests use. */
export interface RawWebSocket {
  send(data: string | Uint8Array): void;
  /** Bytes that are queued but not sent. */
  readonly bufferedAmount: number;
  once(event: 'close', listener: (code: number) => void): void;
  /** Stops reading, so that the client does not even respond to a close. */
  pause(): void;
  close(code?: number): void;
  /** Ends the TCP connection without a closing frame. */
  terminate(): void;
}

/** A client for tests. It expects an ack for every command, and keeps the events in their order. */
export class TestSocket {
  readonly events: { event: EventName; payload: unknown }[] = [];
  readonly #waiters = new Set<() => void>();

  private constructor(readonly socket: Socket) {
    socket.onAny((event: EventName, payload: unknown) => {
      this.events.push({ event, payload });
      for (const wake of this.#waiters) wake();
    });
  }

  static connect(url: string, token: unknown, options: object = {}): Promise<TestSocket> {
    const socket = io(url, {
      transports: ['websocket'],
      auth: { token },
      reconnection: false,
      forceNew: true,
      ...options,
    });
    const client = new TestSocket(socket);
    return new Promise((resolve, reject) => {
      socket.once('connect', () => resolve(client));
      socket.once('connect_error', (error) => {
        socket.close();
        reject(error);
      });
    });
  }

  /** Sends a command. @returns the whole ack */
  send<C extends CommandName>(
    command: C,
    payload: CommandInput<C>,
  ): Promise<Result<CommandData<C>>> {
    return this.socket.timeout(10_000).emitWithAck(command, payload) as Promise<
      Result<CommandData<C>>
    >;
  }

  /** Sends a command. @returns the data of the ack @throws {Error} if the ack is an error */
  async ask<C extends CommandName>(command: C, payload: CommandInput<C>): Promise<CommandData<C>> {
    const result = await this.send(command, payload);
    if (!result.ok) throw new Error(`${command}: ${result.error.code}`);
    return result.data;
  }

  /** Takes the first event with this name that fits, and waits for it if necessary. */
  async next<F extends EventName>(
    event: F,
    fits: (payload: EventPayload<F>) => boolean = () => true,
  ): Promise<EventPayload<F>> {
    for (;;) {
      const index = this.events.findIndex(
        (seen) => seen.event === event && fits(seen.payload as EventPayload<F>),
      );
      const [seen] = index < 0 ? [] : this.events.splice(index, 1);
      if (seen !== undefined) return seen.payload as EventPayload<F>;
      await new Promise<void>((resolve) => {
        const wake = () => {
          this.#waiters.delete(wake);
          resolve();
        };
        this.#waiters.add(wake);
      });
    }
  }

  /** Joins a room with microphone and camera on. */
  join(code: string, more: Partial<CommandInput<'meeting:join'>> = {}) {
    return this.ask('meeting:join', joinInput(code, more));
  }

  /** Closes the connection without a command, as a lost network does. */
  cut(): void {
    this.socket.io.engine.close();
  }

  /** The WebSocket of the connection, for frames that Socket.IO's client does not send. */
  get rawWebSocket(): RawWebSocket {
    return (this.socket.io.engine.transport as unknown as { ws: RawWebSocket }).ws;
  }

  close(): void {
    this.socket.disconnect();
  }
}

export function joinInput(
  code: string,
  more: Partial<CommandInput<'meeting:join'>> = {},
): CommandInput<'meeting:join'> {
  return {
    code,
    instanceId: randomUUID(),
    media: { microphone: true, camera: true, screen: false, hand: false },
    ...more,
  };
}
