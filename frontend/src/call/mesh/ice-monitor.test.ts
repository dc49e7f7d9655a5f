import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { IceMonitor } from './ice-monitor';

/** A monitor of a connection whose state and received bytes the test sets. */
function createMonitor() {
  const pc = {
    iceConnectionState: 'connected' as RTCIceConnectionState,
    signalingState: 'stable',
    bytes: 1_000,
    oniceconnectionstatechange: null as (() => void) | null,
    getStats: () =>
      Promise.resolve(new Map([['t', { type: 'transport', bytesReceived: pc.bytes }]])),
  };
  const restart = vi.fn<() => void>();
  const verificationFailed = vi.fn<() => void>();
  const onChange = vi.fn<() => void>();
  const monitor = new IceMonitor(pc as unknown as RTCPeerConnection);
  monitor.events.on('restartNeeded', restart);
  monitor.events.on('verificationFailed', verificationFailed);
  monitor.events.on('changed', onChange);
  const become = (state: RTCIceConnectionState): void => {
    pc.iceConnectionState = state;
    pc.oniceconnectionstatechange?.();
  };
  return { pc, monitor, restart, verificationFailed, onChange, become };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('a disconnected ICE connection is restarted once, after two seconds without a byte', async () => {
  const { restart, become } = createMonitor();
  become('disconnected');
  await vi.advanceTimersByTimeAsync(1_990);
  expect(restart).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(20);
  expect(restart).toHaveBeenCalledOnce();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(restart).toHaveBeenCalledOnce();
});

it('a disconnected ICE connection is not restarted while bytes arrive', async () => {
  const { pc, restart, become } = createMonitor();
  become('disconnected');
  for (let round = 0; round < 3; round += 1) {
    await vi.advanceTimersByTimeAsync(1_500);
    pc.bytes += 100;
    await vi.advanceTimersByTimeAsync(500);
  }
  expect(restart).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(restart).toHaveBeenCalledOnce();
});

it('a disconnected ICE connection is not restarted after it has recovered or the monitor was closed', async () => {
  for (const end of ['connected', 'close'] as const) {
    const { monitor, restart, become } = createMonitor();
    become('disconnected');
    await vi.advanceTimersByTimeAsync(1_000);
    if (end === 'close') monitor.close();
    else become(end);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(restart).not.toHaveBeenCalled();
  }
});

it('IceMonitor.lost is false while bytes arrive on a disconnected connection', async () => {
  const { pc, monitor, onChange, become } = createMonitor();
  become('disconnected');
  for (let second = 0; second < 4; second += 1) {
    expect(monitor.lost).toBe(false);
    pc.bytes += 100;
    await vi.advanceTimersByTimeAsync(1_000);
  }
  expect(onChange).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1_000);
  expect([monitor.lost, onChange.mock.calls.length]).toEqual([true, 1]);
  pc.bytes += 100;
  await vi.advanceTimersByTimeAsync(1_000);
  expect([monitor.lost, onChange.mock.calls.length]).toEqual([false, 2]);
});

it('IceMonitor.lost is true as soon as ICE has failed', () => {
  const { monitor, become } = createMonitor();
  become('failed');
  expect(monitor.lost).toBe(true);
  become('connected');
  expect(monitor.lost).toBe(false);
});

it('verifyConnection reads candidate pairs if transports do not count, new pairs included', async () => {
  const { pc, monitor, verificationFailed } = createMonitor();
  const reports =
    (...pairs: [id: string, bytesReceived: number][]) =>
    () =>
      Promise.resolve(
        new Map<string, { id?: string; type: string; bytesReceived?: number }>([
          ['t', { type: 'transport' }],
          ...pairs.map(
            ([id, bytesReceived]) => [id, { id, type: 'candidate-pair', bytesReceived }] as const,
          ),
        ]),
      );
  let report = reports(['a', 5_000]);
  pc.getStats = () => report() as ReturnType<typeof pc.getStats>;
  await monitor.verifyConnection();
  report = reports(['b', 10]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(verificationFailed).not.toHaveBeenCalled();

  await monitor.verifyConnection();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(verificationFailed).toHaveBeenCalledOnce();
});

it('verifyConnection succeeds if anything arrives within a second', async () => {
  const { pc, monitor, verificationFailed } = createMonitor();
  await monitor.verifyConnection();
  pc.bytes += 1;
  await vi.advanceTimersByTimeAsync(5_000);
  expect(verificationFailed).not.toHaveBeenCalled();
});

it('verifyConnection fails if nothing arrives within a second', async () => {
  const { monitor, verificationFailed } = createMonitor();
  await monitor.verifyConnection();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(verificationFailed).toHaveBeenCalledOnce();
});
