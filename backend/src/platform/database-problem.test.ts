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

/** The message for the operator if the server uses the database at `uri`. */
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

test('a port where nothing listens', async () => {
  const address = await closedPort();
  const problem = await problemOf(`mongodb://ana:open-sesame@${address}/parley`);
  expect(problem).toBe(
    `The database at mongodb://ana@${address}/parley (MONGODB_URI) does not accept connections: ` +
      'check that it is running, and that host and port are right.',
  );
});

test.each(['mongodb', 'mongodb+srv'])('a host that does not exist, by %s', async (scheme) => {
  const problem = await problemOf(`${scheme}://ana:open-sesame@nowhere.invalid/parley`);
  expect(problem).toContain(`${scheme}://ana@nowhere.invalid/parley (MONGODB_URI) cannot be found`);
});

test('a wrong password', async () => {
  const uri = new URL(testDatabaseUri('parley'));
  uri.username = 'ana';
  uri.password = 'open-sesame';
  const problem = await problemOf(uri.href);
  expect(problem).toContain('(MONGODB_URI) refuses the user name or password');
  expect(problem).not.toContain('open-sesame');
});

test('a database that requires a user, and an address that names none', () => {
  const error = Object.assign(new Error('requires authentication'), {
    name: 'MongoServerError',
    code: 13,
  });
  const problem = describeDatabaseProblem('mongodb://db/parley', error);
  expect(problem).toContain('mongodb://db/parley (MONGODB_URI) does not allow what Parley needs');
});

test('a certificate of an unknown authority', async () => {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }]);
  const address = await listen(createTlsServer({ key, cert }));
  const problem = await problemOf(`mongodb://${address}/parley?tls=true`);
  expect(problem).toContain(`${address}/parley (MONGODB_URI) cannot be reached over TLS`);
});

test('a server that is no database and closes the connection', async () => {
  const address = await listen(createServer((socket) => socket.end()));
  expect(await problemOf(`mongodb://${address}/parley`)).toContain('closes the connection');
});

test('a server that never answers', async () => {
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
])('what is no address, such as %s', async (uri) => {
  const problem = await problemOf(uri);
  expect(problem).toMatch(/^MONGODB_URI is not an address of a database: it must look like /);
  expect(problem).not.toContain('open-sesame');
});

test.each([
  ['mongodb://db/parley', 'mongodb://db/parley'],
  ['mongodb://ana:se/c@r:e?t@db:1,[::1]:2/parley?x=secret', 'mongodb://ana@db:1,[::1]:2/parley'],
  ['mongodb+srv://ana:secret', 'mongodb+srv://ana'],
  ['secret', 'an unreadable address'],
])('of %s people are shown %s', (uri, shown) => {
  expect(addressWithoutSecrets(uri)).toBe(shown);
});

test('an error that is not about a database gets no database message', () => {
  expect(describeDatabaseProblem('mongodb://db/', new TypeError('a mistake'))).toBeUndefined();
});

test('the server exits with only that message', async () => {
  const address = await closedPort();
  const entry = fileURLToPath(new URL('../server.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', entry], {
    env: {
      ...process.env,
      NODE_ENV: 'test',
      MONGODB_URI: `mongodb://ana:open-sesame@${address}/parley`,
    },
  });
  const [said, logged, [code]] = await Promise.all([
    text(child.stderr),
    text(child.stdout),
    once(child, 'exit') as Promise<[number]>,
  ]);
  expect(said).toMatch(/^The database at \S+ \(MONGODB_URI\) does not accept connections: .+\.\n$/);
  expect(said + logged).not.toContain('open-sesame');
  expect([logged, code]).toEqual(['', 78]);
});
