import type { IceServer } from '@parley/shared/ice';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Scope } from '../../core/scope';
import type { ChannelState, SignalingChannel } from '../signaling-channel';
import { SocketProbe } from './socket-probe';

const SERVERS: readonly IceServer[] = [{ urls: ['stun:stun.example.org'] }];

let scope: Scope;
beforeEach(() => {
  vi.useFakeTimers();
  scope = new Scope();
});
afterEach(() => {
  scope.close();
  vi.useRealTimers();
});

function openProbe(answer: () => Promise<unknown>, state: ChannelState = 'connected') {
  const request = vi.fn<() => Promise<unknown>>(answer);
  const reconnect = vi.fn<() => void>();
  const onAnswer = vi.fn<(servers: readonly IceServer[]) => void>();
  const channel = {
    request,
    reconnect,
    on: () => () => {},
    state: { get: () => state, subscribe: () => () => {} },
  } as unknown as SignalingChannel;
  return { probe: new SocketProbe({ channel, scope, onAnswer }), request, reconnect, onAnswer };
}

const silent = (): Promise<unknown> => new Promise(() => {});

test.each([
  [false, 2_000],
  [true, 1_000],
])(
  'a socket without an answer (suspect: %s) is replaced after %i ms',
  async (isSuspect, timeoutMs) => {
    const { probe, reconnect } = openProbe(silent);
    const verified = probe.verify(isSuspect);
    await vi.advanceTimersByTimeAsync(timeoutMs - 1);
    expect(reconnect).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(reconnect).toHaveBeenCalledOnce();
    await verified;
  },
);

test('an answer brings fresh ICE servers and keeps the socket', async () => {
  const { probe, reconnect, onAnswer } = openProbe(() => Promise.resolve({ iceServers: SERVERS }));
  await probe.verify();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(onAnswer).toHaveBeenCalledExactlyOnceWith(SERVERS);
  expect(reconnect).not.toHaveBeenCalled();
});

test('a refusal keeps the socket', async () => {
  const { probe, reconnect } = openProbe(() => Promise.reject(new Error('RATE_LIMITED')));
  await probe.verify();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(reconnect).not.toHaveBeenCalled();
});

test('two probes at the same time send one request', async () => {
  const { probe, request } = openProbe(() => Promise.resolve({ iceServers: SERVERS }));
  await Promise.all([probe.verify(), probe.verify(true)]);
  expect(request).toHaveBeenCalledOnce();
});

test('a disconnected socket is not probed', async () => {
  const { probe, request } = openProbe(silent, 'disconnected');
  await probe.verify();
  expect(request).not.toHaveBeenCalled();
});
