import { MAX_SDP_LENGTH, type SignalReceived } from '@parley/shared/signaling';
import { expect, test } from 'vitest';
import { LinkEpochs } from './link-epochs';
import { relaySignal, type SignalTarget } from './relay-signal';

const sender = { id: 'a', instanceId: 'instance-of-a' };
const disconnected = (): SignalTarget => ({
  participant: { id: 'b', instanceId: 'instance-of-b' },
  socket: null,
  waiting: [],
});
const signal = (body: Pick<SignalReceived, 'candidate' | 'description'>) => ({
  to: 'b',
  toInstance: 'instance-of-b',
  epoch: 0,
  ...body,
});
const candidate = signal({ candidate: { candidate: 'candidate:x' } });
const offer = signal({ description: { type: 'offer', sdp: 'v'.repeat(MAX_SDP_LENGTH) } });

/** Counts the signals that are kept until one is refused with RATE_LIMITED. */
function fill(to: SignalTarget, body: typeof candidate): number {
  for (let count = 0; count < 1_000; count += 1) {
    try {
      relaySignal(sender, to, body, new LinkEpochs());
    } catch (error) {
      expect(error).toMatchObject({ code: 'RATE_LIMITED', retryAfter: expect.any(Number) });
      return count;
    }
  }
  return Infinity;
}

test('two hundred signals are kept for a disconnected participant, and the next one is refused', () => {
  const to = disconnected();
  expect(fill(to, candidate)).toBe(200);
  expect(to.waiting).toHaveLength(200);
});

test('the largest offers of a full room are kept for a disconnected participant, and not many more', () => {
  const to = disconnected();
  const count = fill(to, offer);
  expect(count).toBeGreaterThanOrEqual(8);
  expect(count * MAX_SDP_LENGTH).toBeLessThanOrEqual(500_000);
  // A smaller signal still fits.
  relaySignal(sender, to, candidate, new LinkEpochs());
});
