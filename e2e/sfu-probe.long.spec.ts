import { expect, test as base } from '@playwright/test';
import { probeSfu } from '../tools/livekit/probe.mjs';
import { findParticipants } from '../tools/livekit/program.mjs';
import { TestSfu } from './support/sfu';

/*
 * How the doctor tests the SFU: two participants without a browser, with a real LiveKit. It is built
 * with the program of the participants.
 */
interface Target {
  program: string;
  api: { url: string; key: string; secret: string };
}

const test = base.extend<object, { target: Target }>({
  target: [
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const sfu = await TestSfu.start();
      const { LIVEKIT_URL: url, LIVEKIT_API_KEY: key, LIVEKIT_API_SECRET: secret } = sfu.variables;
      const program = findParticipants(process.env);
      if (!program || !url || !key || !secret) throw new Error('LiveKit was not built here');
      await use({ program, api: { url, key, secret } });
      await sfu.stop();
    },
    { scope: 'worker', timeout: 900_000 },
  ],
});

for (const network of ['udp', 'tcp'] as const) {
  test(`one participant publishes and another one receives over ${network}`, async ({ target }) => {
    const { program, api } = target;
    const probed = await probeSfu(program, { api, url: api.url, network });
    expect(probed).toMatchObject({ network, version: '1.13.5' });
    expect(probed.firstAudioMs).toBeGreaterThan(0);
    expect(probed.firstVideoMs).toBeGreaterThan(0);
  });
}

test('where clients do not reach LiveKit, the reason is the answer that they get', async ({
  target: { program, api },
}) => {
  const probed = await probeSfu(program, { api, url: `${api.url}/nowhere`, network: 'udp' });
  expect(probed.error).toMatchObject({ code: 'refused', status: 404 });
  // Nothing listens on port 1.
  const closed = await probeSfu(program, { api, url: 'http://127.0.0.1:1', network: 'udp' });
  expect(closed.error?.code).toBe('unreachable');
  expect(closed.error?.detail).not.toContain('token');
});

test('LiveKit refuses a wrong key', async ({ target: { program, api } }) => {
  const wrong = { ...api, secret: 'x'.repeat(40) };
  await expect(probeSfu(program, { api: wrong, url: api.url, network: 'udp' })).rejects.toThrow();
});
