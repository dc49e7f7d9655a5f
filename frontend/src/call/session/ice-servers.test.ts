import type { IceServer } from '@parley/shared/ice';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Scope } from '../../core/scope';
import { IceServers } from './ice-servers';

const turn = (username: string, refreshAfterSeconds?: number): IceServer => ({
  urls: ['turn:turn.example.org'],
  username,
  credential: 'secret',
  ...(refreshAfterSeconds !== undefined && { refreshAfterSeconds }),
});

let scope: Scope;
beforeEach(() => {
  vi.useFakeTimers();
  scope = new Scope();
});
afterEach(() => {
  scope.close();
  vi.useRealTimers();
});

/** ICE servers of a server that counts the credentials it hands out, and those seen by the call. */
function openIceServers(refreshAfterSeconds?: number) {
  const names: (string | undefined)[] = [];
  let isReachable = true;
  let answers = 0;
  const servers = new IceServers({
    scope,
    request: () => {
      if (isReachable) {
        answers += 1;
        servers.set([turn(`refreshed ${answers}`, refreshAfterSeconds)]);
      }
      return Promise.resolve();
    },
    onChange: ([first]) => names.push(first?.username),
  });
  servers.set([turn('from the join', refreshAfterSeconds)]);
  return { names, servers, setReachable: (next: boolean) => void (isReachable = next) };
}

test('credentials are refreshed as often as the server says', async () => {
  const { names } = openIceServers(7);
  await vi.advanceTimersByTimeAsync(6_999);
  expect(names).toEqual(['from the join']);
  await vi.advanceTimersByTimeAsync(1);
  expect(names).toEqual(['from the join', 'refreshed 1']);
  await vi.advanceTimersByTimeAsync(7_000);
  expect(names).toEqual(['from the join', 'refreshed 1', 'refreshed 2']);
});

test('credentials that could not be refreshed are refreshed the next time', async () => {
  const { names, setReachable } = openIceServers(7);
  setReachable(false);
  await vi.advanceTimersByTimeAsync(7_000);
  setReachable(true);
  await vi.advanceTimersByTimeAsync(7_000);
  expect(names).toEqual(['from the join', 'refreshed 1']);
});

test('before an ICE restart, credentials are refreshed if they are older than 30 s or half of the refresh interval', async () => {
  const short = openIceServers(8);
  await vi.advanceTimersByTimeAsync(3_000);
  await short.servers.refresh();
  expect(short.names).toEqual(['from the join']);
  await vi.advanceTimersByTimeAsync(1_000);
  await short.servers.refresh();
  expect(short.names).toEqual(['from the join', 'refreshed 1']);

  const usual = openIceServers(300);
  await vi.advanceTimersByTimeAsync(20_000);
  await usual.servers.refresh();
  expect(usual.names).toEqual(['from the join']);
});

test('credentials are no longer refreshed after the call', async () => {
  const { names } = openIceServers(7);
  scope.close();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(names).toEqual(['from the join']);
});
