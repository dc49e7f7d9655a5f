import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { freePort } from '../../scripts/lib/ports.mjs';
import { startSfu } from './index.mjs';
import { probeSfu } from './probe.mjs';
import { findParticipants } from './program.mjs';

// Building takes minutes; `npm start` and the browser tests of the SFU do it.
const program = findParticipants(process.env) ?? '';

describe.skipIf(program === '')('with a real LiveKit', () => {
  /** @type {import('./index.mjs').Sfu} */
  let sfu;
  const api = { url: '', key: '', secret: '' };

  beforeAll(async () => {
    const env = {
      ...process.env,
      SFU: 'on',
      SFU_NODE_IP: '127.0.0.1',
      SFU_UDP_PORT: String(await freePort()),
      SFU_TCP_PORT: String(await freePort()),
    };
    const log = vi.fn();
    sfu = await startSfu({ env, log });
    api.url = sfu.variables['LIVEKIT_URL'] ?? '';
    api.key = sfu.variables['LIVEKIT_API_KEY'] ?? '';
    api.secret = sfu.variables['LIVEKIT_API_SECRET'] ?? '';
    await vi.waitFor(
      () => expect(log).toHaveBeenCalledWith(expect.stringContaining('ready')),
      30_000,
    );
  }, 60_000);
  afterAll(() => sfu.stop());

  for (const network of /** @type {const} */ (['udp', 'tcp'])) {
    test(`one participant publishes and another one receives over ${network}`, async () => {
      const probed = await probeSfu(program, { api, url: api.url, network });
      expect(probed).toMatchObject({ network, version: '1.13.5' });
      expect(probed.firstAudioMs).toBeGreaterThan(0);
      expect(probed.firstVideoMs).toBeGreaterThan(0);
    }, 60_000);
  }

  test('where clients do not reach LiveKit, the reason is the answer that they get', async () => {
    const probed = await probeSfu(program, { api, url: `${api.url}/nowhere`, network: 'udp' });
    expect(probed.error).toMatchObject({ code: 'refused', status: 404 });
    // Nothing listens on port 1.
    const closed = await probeSfu(program, { api, url: 'http://127.0.0.1:1', network: 'udp' });
    expect(closed.error?.code).toBe('unreachable');
    expect(closed.error?.detail).not.toContain('token');
  }, 60_000);

  test('LiveKit refuses a wrong key', async () => {
    const wrong = { ...api, secret: 'x'.repeat(40) };
    await expect(probeSfu(program, { api: wrong, url: api.url, network: 'udp' })).rejects.toThrow();
  }, 60_000);
});
