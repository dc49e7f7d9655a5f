import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { generate } from 'selfsigned';
import { afterEach, expect, test } from 'vitest';
import { connectDatabase } from './database';
import { addressWithoutSecrets, describeDatabaseProblem } from './database-problem';
import { createLogger } from './logger';
import { testDatabaseUri } from './testing/test-app';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function listen(server: Server): Promise<string> {
  servers.push(server);
  server.on('error', () => undefined).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** The message for the operator of a server with the database at `uri`. */
async function problemOf(uri: string): Promise<string | undefined> {
  const error: unknown = await connectDatabase(uri, createLogger('silent')).then(
    (connection) => connection.close(),
    (reason: unknown) => reason,
  );
  return describeDatabaseProblem(uri, error);
}

async function closedPort(): Promise<string> {
  const server = createServer();
  const address = await listen(server);
  server.close();
  await once(server, 'close');
  return address;
}

test('the message for a port without a server names the address and the variable', async () => {
  const address = await closedPort();
  const problem = await problemOf(`mongodb://ana:open-sesame@${address}/parley`);
  expect(problem).toBe(
    `The database at mongodb://ana@${address}/parley (MONGODB_URI) does not accept connections: ` +
      'check that it is running, and that host and port are right.',
  );
});

test.each(['mongodb', 'mongodb+srv'])(
  'the message for a host that does not exist names the address, with the scheme %s',
  async (scheme) => {
    const problem = await problemOf(`${scheme}://ana:open-sesame@nowhere.invalid/parley`);
    expect(problem).toContain(
      `${scheme}://ana@nowhere.invalid/parley (MONGODB_URI) cannot be found`,
    );
  },
);

test('the message for a wrong password does not contain it', async () => {
  const uri = new URL(testDatabaseUri('parley'));
  uri.username = 'ana';
  uri.password = 'open-sesame';
  const problem = await problemOf(uri.href);
  expect(problem).toContain('(MONGODB_URI) refuses the user name or password');
  expect(problem).not.toContain('open-sesame');
});

test('the message for an address without a user says that the database requires one', () => {
  const error = Object.assign(new Error('requires authentication'), {
    name: 'MongoServerError',
    code: 13,
  });
  const problem = describeDatabaseProblem('mongodb://db/parley', error);
  expect(problem).toContain('mongodb://db/parley (MONGODB_URI) does not allow what Parley needs');
});

test('the message for a certificate of an unknown authority mentions TLS', async () => {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }]);
  const address = await listen(createTlsServer({ key, cert }));
  const problem = await problemOf(`mongodb://${address}/parley?tls=true`);
  expect(problem).toContain(`${address}/parley (MONGODB_URI) cannot be reached over TLS`);
});

test('the message for a server that closes the connection says so', async () => {
  const address = await listen(createServer((socket) => socket.end()));
  expect(await problemOf(`mongodb://${address}/parley`)).toContain('closes the connection');
});

test('the message for a server that never answers says so', async () => {
  const address = await listen(createServer((socket) => socket.on('error', () => undefined)));
  expect(await problemOf(`mongodb://${address}/parley`)).toContain('does not answer');
});

test.each([
  'localhost:27017',
  'open-sesame',
  'mongodb://ana:open-sesame',
  'mongodb://ana:open-sesame/@db/parley',
  'mongodb://ana:open-sesame@@db/parley',
  'mongodb://ana%zz:open-sesame@db/parley',
  'mongodb://ana:open-sesame@db:99999/parley',
  'mongodb://ana:open-sesame@db/parley?tls=perhaps',
])('the message for the malformed address %s does not contain the password', async (uri) => {
  const problem = await problemOf(uri);
  expect(problem).toMatch(/^MONGODB_URI is not an address of a database: it must look like /);
  expect(problem).not.toContain('open-sesame');
});

test.each([
  ['mongodb://db/parley', 'mongodb://db/parley'],
  ['mongodb://ana:se/c@r:e?t@db:1,[::1]:2/parley?x=secret', 'mongodb://ana@db:1,[::1]:2/parley'],
  ['mongodb+srv://ana:secret', 'mongodb+srv://ana'],
  ['secret', 'an unreadable address'],
])('the address %s is shown as %s', (uri, shown) => {
  expect(addressWithoutSecrets(uri)).toBe(shown);
});

test('an error of another kind has no message about the database', () => {
  expect(describeDatabaseProblem('mongodb://db/', new TypeError('a mistake'))).toBeUndefined();
});

test('a server without a database prints only the message and ends', async () => {
  const address = await closedPort();
  const entry = fileURLToPath(new URL('../server.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', entry], {
    env: {
      ...process.env,
      NODE_ENV: 'test',
      MONGODB_URI: `mongodb://ana:open-sesame@${address}/parley`,
    },
  });
  const [printed, logged, [code]] = await Promise.all([
    text(child.stderr),
    text(child.stdout),
    once(child, 'exit') as Promise<[number]>,
  ]);
  expect(printed).toMatch(
    /^The database at \S+ \(MONGODB_URI\) does not accept connections: .+\.\n$/,
  );
  expect(printed + logged).not.toContain('open-sesame');
  expect([logged, code]).toEqual(['', 78]);
});
