import type { IceServer } from '@parley/shared/ice';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { IceServers } from './ice-servers';
import { Scope } from '../../core/scope';
import type { ChannelState, SignalingChannel } from '../signaling-channel';

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

/** A server that answers with names counted up, and what the call has been told so far. */
function renewing(refreshAfterSeconds?: number) {
  const names: (string | undefined)[] = [];
  let state: ChannelState = 'connected';
  let answers = 0;
  let reconnects = 0;
  let silent = false;
  const channel = {
    request: () => {
      if (silent) return new Promise(() => {});
      answers += 1;
      return Promise.resolve({ iceServers: [turn(`renewed ${answers}`, refreshAfterSeconds)] });
    },
    on: () => () => {},
    reconnect: () => {
      reconnects += 1;
    },
    state: { get: () => state, subscribe: () => () => {} },
  } as unknown as SignalingChannel;
  const servers = new IceServers({
    channel,
    scope,
    onChange: ([first]) => names.push(first?.username),
  });
  servers.set([turn('from the join', refreshAfterSeconds)]);
  return {
    names,
    servers,
    be: (now: ChannelState) => void (state = now),
    fallSilent: () => void (silent = true),
    reconnects: () => reconnects,
  };
}

test('credentials are renewed when the server says, again and again', async () => {
  const { names } = renewing(7);
  await vi.advanceTimersByTimeAsync(6_999);
  expect(names).toEqual(['from the join']);
  await vi.advanceTimersByTimeAsync(1);
  expect(names).toEqual(['from the join', 'renewed 1']);
  await vi.advanceTimersByTimeAsync(7_000);
  expect(names).toEqual(['from the join', 'renewed 1', 'renewed 2']);
});

test('where the server is away at the time, the next turn renews them', async () => {
  const { names, be } = renewing(7);
  be('disconnected');
  await vi.advanceTimersByTimeAsync(7_000);
  be('connected');
  await vi.advanceTimersByTimeAsync(7_000);
  expect(names).toEqual(['from the join', 'renewed 1']);
});

test('before a restart of ICE they are renewed unless they are fresh, measured by their life', async () => {
  const short = renewing(8);
  await vi.advanceTimersByTimeAsync(3_000);
  await short.servers.refresh();
  expect(short.names).toEqual(['from the join']);
  await vi.advanceTimersByTimeAsync(1_000);
  await short.servers.refresh();
  expect(short.names).toEqual(['from the join', 'renewed 1']);

  const usual = renewing(300);
  await vi.advanceTimersByTimeAsync(20_000);
  await usual.servers.refresh();
  expect(usual.names).toEqual(['from the join']);
});

test('nothing is renewed after the call', async () => {
  const { names } = renewing(7);
  scope.close();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(names).toEqual(['from the join']);
});

test('a server that does not answer is given up after two seconds, after one where that is in doubt', async () => {
  for (const [doubt, patienceMs] of [
    [false, 2_000],
    [true, 1_000],
  ] as const) {
    const { servers, fallSilent, reconnects } = renewing();
    fallSilent();
    const asked = servers.probe(doubt);
    await vi.advanceTimersByTimeAsync(patienceMs - 1);
    expect(reconnects()).toBe(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(reconnects()).toBe(1);
    await asked;
  }
});
