import { readConfig } from './platform/config';
import { connectDatabase, type Connection } from './platform/database';
import { createLogger } from './platform/logger';
import { createScope, type Scope } from './platform/scope';
import { createTestApp, testDatabaseUri, type TestApp } from './platform/testing/test-app';
import { createUsersCommand } from './users-command';
import { afterAll, beforeAll, expect, test } from 'vitest';

let parley: TestApp;
let ownConnection: Connection;
const scope: Scope = createScope();
const lines: string[] = [];
/** Runs a command line as a process of its own would: with its own connection and services. */
let run: (words: string) => Promise<string>;

beforeAll(async () => {
  parley = await createTestApp({ bcryptCost: 4 });
  const uri = testDatabaseUri(parley.database);
  const logger = createLogger('silent');
  ownConnection = await connectDatabase(uri, logger);
  const { config } = readConfig({ MONGODB_URI: uri, PORT: '3210' });
  const secrets = {
    jwtSecret: 'unit-tests-only-0123456789-abcdefghij-A',
    refreshSecret: 'unit-tests-only-0123456789-abcdefghij-B',
    passwordPepper: 'unit-tests-only-0123456789-abcdefghij-C',
    turnSecret: undefined,
    turnPassword: undefined,
    openidClientSecret: undefined,
    webhookSecret: undefined,
    sfuSecret: undefined,
  };
  const print = (line: string) => void lines.push(line);
  const command = createUsersCommand({
    config,
    secrets,
    connection: ownConnection,
    logger,
    scope,
    print,
  });
  run = async (words) => {
    lines.length = 0;
    await command(words.split(' '));
    return lines.join('\n');
  };
});
afterAll(async () => {
  await scope.close();
  await ownConnection.close();
  await parley.close();
});

const login = (email: string, password: string) =>
  parley.api.post('/api/auth/login').send({ email, password });

test('disabling an account ends its sockets and tokens on the running server within two seconds', async () => {
  const ana = await parley.register('Ana');
  const socket = await parley.connect(ana);
  const me = () => parley.api.get('/api/users/me').set(...ana.bearer);
  await me().expect(200);
  await run(`disable ${ana.user.email.toUpperCase()}`);
  const endedAt = performance.now();
  await socket.next('session:ended');
  expect(performance.now() - endedAt).toBeLessThan(2_000);
  await me().expect(401);
  const { body } = await login(ana.user.email, ana.password).expect(403);
  expect(body.error.code).toBe('ACCOUNT_DISABLED');
  await login(ana.user.email, 'a wrong password').expect(401);
  await run(`enable ${ana.user.email}`);
  await login(ana.user.email, ana.password).expect(200);
});

test('a link of the operator sets a new password once', async () => {
  const ana = await parley.register('Ana');
  const printed = await run(`reset-link ${ana.user.email}`);
  expect(printed).toMatch(/^http:\/\/localhost:3210\/reset-password#[\w-]{43}\n/);
  const token = /#([\w-]{43})/.exec(printed)?.[1];
  const reset = (password: string) =>
    parley.api.post('/api/auth/password-reset/complete').send({ token, password });
  await reset('a new horse battery staple').expect(204);
  await reset('yet another horse battery').expect(410);
  const { body } = await login(ana.user.email, 'a new horse battery staple').expect(200);
  // The link came from the operator, so nobody has shown that they read the mailbox.
  expect(body.user).not.toHaveProperty('isEmailVerified');
});

test('the list shows every account with its marks', async () => {
  const ana = await parley.register('Ana');
  await run(`make-admin ${ana.user.email}`);
  await run(`disable ${ana.user.email}`);
  const own = (await run('list')).split('\n').find((line) => line.includes(ana.user.email));
  expect(own).toMatch(/^\d{4}-\d\d-\d\d {2}ana\.\S+ {2}Ana {2}admin {2}disabled$/);
});

test('an unknown address, command or missing address is one sentence', async () => {
  await expect(run('disable nobody@example.org')).rejects.toThrow(
    'There is no account with the address nobody@example.org.',
  );
  await expect(run('dance')).rejects.toThrow('Unknown command dance.');
  await expect(run('disable')).rejects.toThrow('disable needs an email address.');
  await expect(run('list me too')).rejects.toThrow('Too many words.');
});
