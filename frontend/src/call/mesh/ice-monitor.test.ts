import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { IceMonitor } from './ice-monitor';

/** A path of which the test says what state it is in and what has arrived on it so far. */
function createPath() {
  const pc = {
    iceConnectionState: 'connected' as RTCIceConnectionState,
    signalingState: 'stable',
    bytes: 1_000,
    oniceconnectionstatechange: null as (() => void) | null,
    getStats: () =>
      Promise.resolve(new Map([['t', { type: 'transport', bytesReceived: pc.bytes }]])),
  };
  const restart = vi.fn<() => void>();
  const onSilence = vi.fn<() => void>();
  const onChange = vi.fn<() => void>();
  const monitor = new IceMonitor(pc as unknown as RTCPeerConnection, {
    restart,
    onSilence,
    giveUp: () => undefined,
    onConnected: () => undefined,
    onChange,
  });
  const become = (state: RTCIceConnectionState): void => {
    pc.iceConnectionState = state;
    pc.oniceconnectionstatechange?.();
  };
  return { pc, monitor, restart, onSilence, onChange, become };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('a path that is disconnected', () => {
  it('is looked for anew after two seconds without a byte, not before, and once', async () => {
    const { restart, become } = createPath();
    become('disconnected');
    await vi.advanceTimersByTimeAsync(1_990);
    expect(restart).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(20);
    expect(restart).toHaveBeenCalledOnce();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(restart).toHaveBeenCalledOnce();
  });

  it('gets another two seconds as long as bytes trickle in, and no longer', async () => {
    const { pc, restart, become } = createPath();
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

  it('is left alone when it comes back by itself, and when nobody needs it any more', async () => {
    for (const end of ['connected', 'close'] as const) {
      const { monitor, restart, become } = createPath();
      become('disconnected');
      await vi.advanceTimersByTimeAsync(1_000);
      if (end === 'close') monitor.close();
      else become(end);
      await vi.advanceTimersByTimeAsync(10_000);
      expect(restart).not.toHaveBeenCalled();
    }
  });
});

describe('whether anything comes through', () => {
  it('is not denied by the browser alone: sound may go on where the checks of ICE are lost', async () => {
    const { pc, monitor, onChange, become } = createPath();
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

  it('is denied at once where ICE has failed', () => {
    const { monitor, become } = createPath();
    become('failed');
    expect(monitor.lost).toBe(true);
    become('connected');
    expect(monitor.lost).toBe(false);
  });
});

describe('a path in doubt', () => {
  it('is judged by its pairs where transports do not count, and by new pairs too', async () => {
    const { pc, monitor, onSilence } = createPath();
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
    await monitor.doubt();
    report = reports(['b', 10]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(onSilence).not.toHaveBeenCalled();

    await monitor.doubt();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(onSilence).toHaveBeenCalledOnce();
  });

  it('is kept when anything arrives within a second', async () => {
    const { pc, monitor, onSilence } = createPath();
    await monitor.doubt();
    pc.bytes += 1;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(onSilence).not.toHaveBeenCalled();
  });

  it('is called silent when nothing does', async () => {
    const { monitor, onSilence } = createPath();
    await monitor.doubt();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(onSilence).toHaveBeenCalledOnce();
  });
});
