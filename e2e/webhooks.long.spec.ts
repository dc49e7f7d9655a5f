import { expect, test } from '@playwright/test';
import type { WebhookPayload } from '@parley/shared/webhooks';
import { accept, startReceiver } from '../backend/src/webhooks/testing/receiver';
import { Bot } from './support/bots';
import { ParleyServer } from './support/server';

/** An account's calls of the REST API. */
async function accountOn(server: ParleyServer) {
  const send = async (path: string, body: object, token?: string): Promise<never> => {
    const answer = await fetch(`${server.url}/api${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        origin: server.url,
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
    return (await answer.json()) as never;
  };
  const { accessToken } = await send('/auth/register', {
    email: 'ana@example.org',
    displayName: 'Ana',
    password: 'correct horse battery staple',
  });
  return <T>(path: string, body: object) => send(path, body, accessToken) as Promise<T>;
}

test('a server that is killed between the end of a meeting and its delivery still tells it', async () => {
  const receiver = await startReceiver();
  const server = await ParleyServer.start({ WEBHOOK_ALLOW_PRIVATE: 'on' });
  try {
    const post = await accountOn(server);
    await post('/webhooks', { url: receiver.url, events: ['meeting.ended', 'record.ready'] });
    const { room } = await post<{ room: { code: string } }>('/rooms', { access: 'link' });
    const guest = await Bot.join(`${server.url}/r/${room.code}`, 'Cem');

    // The receiver gets a request and never answers, so that the kill comes before the outcome.
    receiver.behave(() => undefined);
    await guest.ask('meeting:leave', {});
    await server.end('SIGKILL');
    guest.leave();
    receiver.behave(accept);
    const before = receiver.requests.length;
    await server.run();

    const told = () =>
      receiver.requests.slice(before).map(({ body }) => JSON.parse(body) as WebhookPayload);
    await expect
      .poll(() => told().map(({ type }) => type), { timeout: 60_000 })
      .toEqual(['meeting.ended', 'record.ready']);
    const [ended] = told();
    expect(ended).toMatchObject({
      data: { room: { code: room.code }, participants: [{ displayName: 'Cem' }] },
    });

    // A receiver with a large answer costs the process no memory.
    const memory = server.memory();
    receiver.behave((response) => {
      response.writeHead(200, { 'Content-Length': 100_000_000 });
      const piece = Buffer.alloc(1_000_000, 'x');
      const write = () => {
        if (!response.destroyed && response.write(piece)) setImmediate(write);
        else response.once('drain', write);
      };
      write();
    });
    const second = await Bot.join(`${server.url}/r/${room.code}`, 'Dia');
    await second.ask('meeting:leave', {});
    second.leave();
    await receiver.got(before + 4);
    expect(server.memory() - memory).toBeLessThan(50_000_000);
  } finally {
    await server.stop();
    await receiver.close();
  }
});
