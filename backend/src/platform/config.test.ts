import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { configDoubts, environmentSchema, readConfig } from './config';
import { loadSecrets, weakness } from './secrets';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-config-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const strong = {
  JWT_SECRET: 'hJ8s0kQ2vX5zB7nM1cL4pR9tW3yU6iO0a',
  REFRESH_SECRET: 'aZ1xS2wE3dC4vF5rT6gB7yH8nU9jM0kIo',
  PASSWORD_PEPPER: 'qP0oW9iE8uR7yT6tA5sD4fG3hJ2kL1zXc',
};

const secretsFor = (variables: Record<string, string>) =>
  loadSecrets(readConfig({ DATA_DIR: folder, ...variables }).environment);

test('no variable is required, and an empty one counts as unset', () => {
  const { config } = readConfig({});
  expect(config.http.port).toBe(3000);
  expect(config.rooms.meshLimit).toBe(4);
  expect(config.mode).toBe('development');
  const empty = Object.keys(environmentSchema.shape).map((name) => [name, '']);
  expect(readConfig(Object.fromEntries(empty)).config).toEqual(config);
});

test('the error names every wrong variable', () => {
  const wrong = { PORT: 'eighty', MESH_LIMIT: '99', BCRYPT_COST: '4', PUBLIC_URL: 'nowhere' };
  let message = '';
  try {
    readConfig(wrong);
  } catch (error) {
    message = (error as Error).message;
  }
  for (const name of Object.keys(wrong)) expect(message).toContain(`${name}:`);
});

test('lists are split, and the public address is an allowed origin', () => {
  const { config } = readConfig({
    STUN_URLS: 'stun:a.example.org, stun:b.example.org,',
    PUBLIC_URL: 'https://meet.example.org/some/path',
    ALLOWED_ORIGINS: 'https://other.example.org',
  });
  expect(config.ice.stunUrls).toEqual(['stun:a.example.org', 'stun:b.example.org']);
  expect(config.http.allowedOrigins).toEqual([
    'https://meet.example.org',
    'https://other.example.org',
  ]);
});

test.each([
  ['TLS_CERT_FILE', 'TLS_KEY_FILE'],
  ['TLS_KEY_FILE', 'TLS_CERT_FILE'],
])('%s without %s is refused by its name', (present, missing) => {
  expect(() => readConfig({ [present]: '/etc/one.pem' })).toThrow(
    `${missing}: must be set where ${present} is`,
  );
});

test('.env.example names exactly the variables that the server reads', () => {
  const file = readFileSync(new URL('../../../.env.example', import.meta.url), 'utf8');
  const [example = ''] = file.split('# Only for docker-compose.yml');
  const named = [...example.matchAll(/^#? ?([A-Z][A-Z0-9_]+)=/gm)].map(([, name]) => name);
  expect(new Set(named)).toEqual(new Set(Object.keys(environmentSchema.shape)));
  expect(named).toHaveLength(new Set(named).size);
});

test('all values in comments of .env.example are valid', () => {
  const example = readFileSync(new URL('../../../.env.example', import.meta.url), 'utf8');
  const pairs = [...example.matchAll(/^#? ?([A-Z][A-Z0-9_]+)=(.*)$/gm)];
  const variables = Object.fromEntries(pairs.map(([, name, value]) => [name, value]));
  expect(() => readConfig(variables)).not.toThrow();
});

/** Variables that docker-compose.yml does not pass on, with the reason. */
const NOT_IN_COMPOSE = {
  HOST: 'the Dockerfile sets it',
  PORT: 'the Dockerfile sets it; Caddy is what is published',
  DATA_DIR: 'the Dockerfile sets it to the volume',
  TLS_CERT_FILE: 'Caddy has the certificate',
  TLS_KEY_FILE: 'Caddy has the certificate',
  TURN_USERNAME: 'TURN_SECRET is used',
  TURN_PASSWORD: 'TURN_SECRET is used',
};

test('docker-compose.yml gives the server every variable that can be set in .env', () => {
  const file = readFileSync(new URL('../../../docker-compose.yml', import.meta.url), 'utf8');
  const [, environment = ''] =
    /^ {2}app:\n[\s\S]*?^ {4}environment:\n([\s\S]*?)^ {4}\w/m.exec(file) ?? [];
  const passed = [...environment.matchAll(/^ {6}([A-Z][A-Z0-9_]+): /gm)].map(([, name]) => name);
  const known = [...passed, ...Object.keys(NOT_IN_COMPOSE)];
  expect(new Set(known)).toEqual(new Set(Object.keys(environmentSchema.shape)));
  expect(known).toHaveLength(new Set(known).size);
});

test('production refuses to start without secrets, and names all that are missing', () => {
  expect(() => secretsFor({ NODE_ENV: 'production' })).toThrow(
    /JWT_SECRET[\s\S]*REFRESH_SECRET[\s\S]*PASSWORD_PEPPER/,
  );
});

test.each([
  ['short', 'too-short'],
  ['repeated', 'a'.repeat(64)],
  ['well known', 'change-me-0123456789-abcdefghijklmnopq'],
  ['a pattern', 'abcdefghij'.repeat(4)],
  ['a repeated random part', 'hJ8s0kQ2vX5z'.repeat(3)],
  ['a series', 'abcdefghijklmnopqrstuvwxyz0123456789'],
  ['an example', 'my-super-secret-key-0123456789-abcdefghi'],
])('production refuses a secret that is %s', (_kind, secret) => {
  expect(weakness(secret)).not.toBeNull();
  expect(() => secretsFor({ NODE_ENV: 'production', ...strong, JWT_SECRET: secret })).toThrow(
    /JWT_SECRET/,
  );
});

const turn = { TURN_URLS: 'turn:turn.example.org:3478', TURN_USERNAME: 'parley' };

test.each(['TURN_SECRET', 'TURN_PASSWORD', 'LIVEKIT_API_SECRET'])(
  'production refuses a weak %s',
  (variable) => {
    const start = (value: string) =>
      secretsFor({ NODE_ENV: 'production', ...strong, ...turn, [variable]: value });
    expect(() => start('changeme')).toThrow(`${variable}: is shorter`);
    expect(() => start('abcdefghij'.repeat(4))).toThrow(`${variable}: repeats itself`);
    expect(() => start('Zm4tQ8wN1rV6yB3kX9sD2gH7jL5pC0aE')).not.toThrow();
  },
);

test('production refuses a secret that is used twice', () => {
  const [first = '', ...others] = Object.keys(strong);
  const secret = strong.JWT_SECRET;
  for (const variable of [...others, 'TURN_SECRET', 'TURN_PASSWORD', 'LIVEKIT_API_SECRET']) {
    const start = () => secretsFor({ NODE_ENV: 'production', ...strong, [variable]: secret });
    expect(start).toThrow(`${variable}: is the same as ${first}`);
  }
});

test('secrets made by openssl are strong', () => {
  for (let index = 0; index < 200; index += 1) {
    for (const encoding of ['base64', 'hex'] as const) {
      expect(weakness(randomBytes(24).toString(encoding))).toBeNull();
    }
  }
});

test('an HTTPS address without HTTPS or a trusted proxy gives a warning, and an error in production', () => {
  const doubtsOf = (variables: Record<string, string>) =>
    configDoubts(readConfig({ PUBLIC_URL: 'https://meet.example.org', ...variables }).environment);
  expect(doubtsOf({})).toEqual([expect.stringMatching(/TRUST_PROXY to the number/)]);
  expect(doubtsOf({ TRUST_PROXY: '1' })).toEqual([]);
  expect(doubtsOf({ TLS_CERT_FILE: '/a.pem', TLS_KEY_FILE: '/b.pem' })).toEqual([]);
  expect(doubtsOf({ PUBLIC_URL: 'http://meet.example.org' })).toEqual([]);
  expect(() => doubtsOf({ NODE_ENV: 'production' })).toThrow(/TRUST_PROXY to the number/);
  expect(() => doubtsOf({ NODE_ENV: 'production', TRUST_PROXY: '1' })).not.toThrow();
});

test('production starts with strong secrets and writes nothing', () => {
  const secrets = secretsFor({ NODE_ENV: 'production', ...strong });
  expect(secrets.jwtSecret).toBe(strong.JWT_SECRET);
  expect(() => statSync(join(folder, 'secrets.json'))).toThrow(/ENOENT/);
});

test('development creates secrets once and stores them for the owner only', () => {
  const first = secretsFor({});
  expect(secretsFor({})).toEqual(first);
  expect(statSync(join(folder, 'secrets.json')).mode & 0o777).toBe(0o600);
  expect(new Set([first.jwtSecret, first.refreshSecret, first.passwordPepper]).size).toBe(3);
  expect([first.jwtSecret, first.refreshSecret].map((secret) => secret.length)).toEqual([64, 64]);
});
