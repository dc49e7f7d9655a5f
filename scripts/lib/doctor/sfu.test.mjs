import { createServer } from 'node:http';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { noteRunningSfu } from '../../../tools/livekit/running.mjs';
import { checkSfu, judgeKey } from './sfu.mjs';

let dataDir = '';
/** @type {(() => void)[]} */
let stops = [];
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'parley-doctor-sfu-'));
});
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
  rmSync(dataDir, { recursive: true });
});

/**
 * A server in place of Parley and of LiveKit.
 * @param {(path: string, headers: import('node:http').IncomingHttpHeaders) =>
 *   { status: number, body?: string, date?: string }} answer
 */
async function serve(answer) {
  const server = createServer(({ url = '', headers }, response) => {
    const { status, body = '', date } = answer(url, headers);
    if (date !== undefined) response.setHeader('date', date);
    response.writeHead(status).end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  stops.push(() => server.close());
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return `http://127.0.0.1:${port}`;
}

/** LiveKit, directly and through Parley, as it answers a token that it accepts. */
const accepting = () => serve((path) => ({ status: path.includes('access_token=') ? 404 : 401 }));

/** @param {string} url @param {NodeJS.ProcessEnv} [env] */
const targetAt = (url, env = {}) => ({
  origin: url,
  env: {
    DATA_DIR: dataDir,
    LIVEKIT_URL: url,
    LIVEKIT_API_KEY: 'key',
    LIVEKIT_API_SECRET: 'secret',
    ...env,
  },
});

const NO_PROGRAM = { findProgram: () => undefined };

test('an SFU that is turned off, or that this server does not have, is no fault', async () => {
  const [off] = await checkSfu({ origin: 'http://127.0.0.1:1', env: { SFU: 'off' } });
  expect(off?.status).toBe('skipped');
  const url = await serve(() => ({ status: 404 }));
  const [none] = await checkSfu({ origin: url, env: { DATA_DIR: dataDir } });
  expect(none).toMatchObject({ status: 'skipped', detail: expect.stringContaining('mesh') });
});

test('while LiveKit is being built or cannot be, the doctor says so and what to do', async () => {
  const api = { url: 'http://127.0.0.1:1', key: 'key', secret: 'secret' };
  const more = { api, udpPort: 7882, tcpPort: 7881 };
  const target = { origin: 'http://127.0.0.1:1', env: { DATA_DIR: dataDir } };
  noteRunningSfu(dataDir, { state: 'building', ...more });
  expect(await checkSfu(target)).toMatchObject([{ status: 'warning', name: 'SFU' }]);
  noteRunningSfu(dataDir, { state: 'impossible', ...more });
  const [impossible] = await checkSfu(target);
  expect(impossible?.remedy).toContain('Go 1.21');
  noteRunningSfu(dataDir, { state: 'failed', detail: 'disk full', ...more });
  const [broken] = await checkSfu(target);
  expect(broken).toMatchObject({ status: 'failed', detail: expect.stringContaining('disk full') });
});

test('a LiveKit that is dead, or that the proxy hides, fails with different remedies', async () => {
  const dead = await serve(() => ({ status: 502 }));
  const [first] = await checkSfu(targetAt(dead));
  expect(first).toMatchObject({ status: 'failed', remedy: expect.stringContaining('LIVEKIT_URL') });
  const hidden = await serve(() => ({ status: 404 }));
  const [second] = await checkSfu(targetAt(hidden));
  expect(second).toMatchObject({ status: 'failed', remedy: expect.stringContaining('/sfu/') });
});

test('a wrong key, a wrong secret and a clock that differs are told apart', async () => {
  expect(judgeKey(401, 'invalid API key: k', 0).detail).toContain('does not know the key');
  const secret = 'invalid token: abc, error: token signature is invalid: signature is invalid';
  expect(judgeKey(401, secret, 0)).toMatchObject({ status: 'failed' });
  expect(judgeKey(401, secret, 0).detail).toContain('refuses the secret');
  expect(JSON.stringify(judgeKey(401, secret, 0))).not.toContain('abc');
  const time = 'invalid token: abc, error: token has invalid claims: token is expired';
  expect(judgeKey(401, time, 300_000).detail).toContain('5 min ahead, so it refuses');
  // LiveKit tolerates a minute, so the next token may be refused.
  expect(judgeKey(404, '', -90_000).detail).toContain('may refuse');
  // The `Date` header of LiveKit tells its clock.
  const date = new Date(Date.now() - 600_000).toUTCString();
  const late = await serve(() => ({ status: 401, body: 'token is not valid yet', date }));
  const [finding] = await checkSfu(targetAt(late));
  expect(finding?.detail).toContain('10 min behind');
});

test('without our program, a browser has to test media', async () => {
  const url = await accepting();
  const [key, media] = await checkSfu(targetAt(url), NO_PROGRAM);
  expect(key?.status).toBe('passed');
  expect(media).toMatchObject({ status: 'skipped', detail: expect.stringContaining('/check') });
});

test('media go through the address of browsers, over UDP and over TCP, one of which may be blocked', async () => {
  const url = await accepting();
  /** @type {string[]} */
  const asked = [];
  const api = { url, key: 'key', secret: 'secret' };
  noteRunningSfu(dataDir, { state: 'ready', api, udpPort: 7000, tcpPort: 7001 });
  const target = { origin: url, env: { DATA_DIR: dataDir } };
  const findings = await checkSfu(target, {
    findProgram: () => 'participants',
    probe: (_program, { url: signaling, network }) => {
      asked.push(signaling);
      const error = { code: 'no-connection', detail: 'no' };
      return Promise.resolve({ version: '1.12.0', ...(network === 'udp' && { error }) });
    },
  });
  expect(asked).toEqual([`${url}/sfu`, `${url}/sfu`]);
  expect(findings.map(({ name, status }) => [name, status])).toEqual([
    ['SFU', 'passed'],
    ['SFU over UDP', 'failed'],
    ['SFU version', 'warning'],
    ['SFU over TCP', 'passed'],
  ]);
  expect(findings[1]?.remedy).toContain('UDP port 7000');
});

test('behind Docker Compose, the key is checked, and a browser has to test media', async () => {
  const url = await accepting();
  const env = { DATA_DIR: dataDir, LIVEKIT_API_KEY: 'parley', LIVEKIT_API_SECRET: 'secret' };
  const [key, media] = await checkSfu({ origin: url, env });
  expect(key?.status).toBe('passed');
  expect(media).toMatchObject({ status: 'skipped', detail: expect.stringContaining('/check') });
});

test('from outside, the doctor has no key', async () => {
  const url = await accepting();
  const [finding] = await checkSfu({ origin: url });
  expect(finding).toMatchObject({ status: 'skipped', detail: expect.stringContaining('key') });
});
