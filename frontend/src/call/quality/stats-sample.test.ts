import { expect, it, vi } from 'vitest';
import { readStatsSample, takeStatsSample } from './stats-sample';

type Entry = Record<string, unknown>;

const pairOf = (...entries: Entry[]) =>
  readStatsSample(new Map(entries.map((entry) => [String(entry['id']), entry]))).candidatePair;

const pair = (id: string, currentRoundTripTime: number, more: Entry = {}): Entry => ({
  id,
  type: 'candidate-pair',
  nominated: true,
  state: 'succeeded',
  currentRoundTripTime,
  ...more,
});

it('a stats sample has the candidate pair that the transport names, not an older nominated one', () => {
  const transport = { id: 'transport', type: 'transport', selectedCandidatePairId: 'new' };
  for (const order of [
    [pair('old', 9), pair('new', 0.042)],
    [pair('new', 0.042), pair('old', 9)],
  ]) {
    expect(pairOf(transport, ...order)?.roundTripTime).toBe(42);
  }
});

it('a stats sample has the candidate pair that the browser marks if no transport names one (Firefox)', () => {
  expect(pairOf(pair('old', 9), pair('new', 0.042, { selected: true }))?.roundTripTime).toBe(42);
});

it('a stats sample has a nominated candidate pair that succeeded if the browser says no more', () => {
  const failed = pair('failed', 9, { state: 'failed' });
  expect(pairOf(failed, pair('only', 0.042))?.roundTripTime).toBe(42);
});

it('a stats sample has no candidate pair while ICE has selected none', () => {
  expect(pairOf(pair('waiting', 9, { nominated: false, state: 'in-progress' }))).toBeNull();
});

it('a stats sample of a closed connection is empty', async () => {
  const getStats = vi.fn(() => Promise.resolve(new Map()));
  const { byteCounters } = await takeStatsSample({ getStats, signalingState: 'closed' });
  expect(byteCounters).toEqual([]);
  expect(getStats).not.toHaveBeenCalled();
});
