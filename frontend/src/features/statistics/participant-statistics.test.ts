import { expect, it } from 'vitest';
import type { ConnectionStatistics, StreamStatistics } from '../../call/quality/statistics';
import { byParticipant } from './participant-statistics';

const connection = (participantId: string | null): ConnectionStatistics => ({
  participantId,
  candidatePair: null,
  sentBitrate: null,
  receivedBitrate: null,
});
const stream = (id: string, participantId: string | null) =>
  ({ id, participantId }) as StreamStatistics;

const summary = (connections: ConnectionStatistics[], streams: StreamStatistics[]) =>
  byParticipant({ connections, streams }).map((one) => [
    one.participantId,
    one.connection !== null,
    one.streams.map(({ id }) => id),
  ]);

it('statistics of a mesh are grouped by the participant of each connection', () => {
  const streams = [stream('1', 'ann'), stream('2', 'ben'), stream('3', 'ann')];
  expect(summary([connection('ann'), connection('ben')], streams)).toEqual([
    ['ann', true, ['1', '3']],
    ['ben', true, ['2']],
  ]);
});

it('statistics of participants that share one connection are separate', () => {
  const streams = [stream('sent', null), stream('1', 'ann'), stream('2', 'ben')];
  expect(summary([connection(null)], streams)).toEqual([
    [null, true, ['sent']],
    ['ann', false, ['1']],
    ['ben', false, ['2']],
  ]);
});
