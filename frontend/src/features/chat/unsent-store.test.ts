import { afterEach, describe, expect, test, vi } from 'vitest';
import { ChatServer, createLog, disposeLogs, outgoing, texts, untilSent } from './fake-chat-server';
import { createUnsentStore } from './unsent-store';

afterEach(disposeLogs);

describe('after a reload', () => {
  /** The used part of a tab's session storage. */
  const tabStorage = () => {
    const items = new Map<string, string>();
    return {
      getItem: (key: string) => items.get(key) ?? null,
      setItem: (key: string, value: string) => void items.set(key, value),
      removeItem: (key: string) => void items.delete(key),
    } as Storage;
  };

  test('a message without an ack is shown after a reload, sent after the join and then deleted', async () => {
    const storage = tabStorage();
    const store = () => createUnsentStore(() => storage, 'ana', 'code');
    createLog(new ChatServer(), store()).send('written before the reload');

    const server = new ChatServer();
    const log = createLog(server, store());
    expect(outgoing(log)).toMatchObject([{ text: 'written before the reload' }]);
    log.joined(server.ack());
    await untilSent(log);
    expect(texts(log)).toEqual(['written before the reload']);
    expect(store().read()).toEqual([]);
  });

  test('a message written before the user is known follows the stored ones', () => {
    const storage = tabStorage();
    const store = () => createUnsentStore(() => storage, 'ana', 'code');
    createLog(new ChatServer(), store()).send('kept');
    const log = createLog(new ChatServer());
    log.send('written early');
    log.keepUnsent(store());
    expect(outgoing(log).map(({ text }) => text)).toEqual(['kept', 'written early']);
    expect(store().read()).toHaveLength(2);
  });

  test('a refused text that is in the field again is stored until the field is empty', async () => {
    const storage = tabStorage();
    const store = () => createUnsentStore(() => storage, 'ana', 'code');
    const server = new ChatServer();
    server.trouble.push({ code: 'VALIDATION_FAILED', when: 'before' });
    const log = createLog(server, store());
    log.joined(server.ack());
    log.send('refused');
    await vi.waitUntil(() => outgoing(log)[0]?.status === 'failed');
    log.takeBack(outgoing(log)[0]?.clientId ?? '');
    expect(outgoing(log)).toEqual([]);
    expect(outgoing(createLog(new ChatServer(), store()))).toMatchObject([{ text: 'refused' }]);

    log.draft.set('refused, and written anew');
    expect(store().read()).toHaveLength(1);
    log.draft.set('');
    expect(store().read()).toEqual([]);
  });

  test('a message that the server already has is not sent as a second one', async () => {
    const storage = tabStorage();
    const store = () => createUnsentStore(() => storage, 'ana', 'code');
    const server = new ChatServer();
    server.trouble.push({ code: 'TIMEOUT', when: 'after' });
    const before = createLog(server, store());
    before.joined(server.ack());
    before.send('once');
    await vi.waitUntil(() => server.stored.length === 1);
    before.dispose();

    const log = createLog(server, store());
    log.joined(server.ack());
    await untilSent(log);
    expect(server.stored).toHaveLength(1);
  });

  test('messages of another account and invalid stored data are ignored', () => {
    const storage = tabStorage();
    createUnsentStore(() => storage, 'ana', 'code').write([
      { clientId: 'c', text: 'of Ana', writtenAt: '2026-01-01T00:00:00Z', status: 'pending' },
    ]);
    expect(createUnsentStore(() => storage, 'ben', 'code').read()).toEqual([]);
    storage.setItem('parley:unsent:ana:code', '{"text":1}');
    expect(createUnsentStore(() => storage, 'ana', 'code').read()).toEqual([]);
  });

  test('the chat works while storage is blocked', () => {
    const blocked = createUnsentStore(
      () => {
        throw new DOMException('blocked', 'SecurityError');
      },
      'ana',
      'code',
    );
    const log = createLog(new ChatServer(), blocked);
    log.send('still here');
    expect(outgoing(log)).toHaveLength(1);
  });
});
