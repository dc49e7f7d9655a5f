import { expect, it } from 'vitest';
import { readSendFeedback } from './send-feedback';
import { readStatsSample } from './stats-sample';

const feedbackOf = (...entries: Record<string, unknown>[]) =>
  readSendFeedback(readStatsSample(new Map(entries.map((entry) => [String(entry['id']), entry]))));

const video = (id: string, qualityLimitationReason: string, active = true) => ({
  id,
  type: 'outbound-rtp',
  kind: 'video',
  active,
  qualityLimitationReason,
});

it('send feedback has the bandwidth of the selected pair, not of an older one that is still nominated', () => {
  const pair = (id: string, availableOutgoingBitrate: number) => ({
    id,
    type: 'candidate-pair',
    nominated: true,
    state: 'succeeded',
    availableOutgoingBitrate,
  });
  const transport = { id: 'transport', type: 'transport', selectedCandidatePairId: 'new' };
  const { available } = feedbackOf(transport, pair('new', 900_000), pair('old', 90_000));
  expect(available).toBe(900_000);
});

it('send feedback has the limitation of whichever active video is limited', () => {
  expect(feedbackOf(video('camera', 'none'), video('screen', 'cpu')).limitation).toBe('cpu');
  expect(feedbackOf(video('camera', 'bandwidth'), video('screen', 'none')).limitation).toBe(
    'bandwidth',
  );
  expect(feedbackOf(video('camera', 'cpu', false), video('screen', 'none')).limitation).toBe(
    'none',
  );
  expect(feedbackOf().limitation).toBeNull();
});

it('send feedback has the loss of sent audio from the report of the receiver', () => {
  const audio = { id: 'out', type: 'outbound-rtp', kind: 'audio', remoteId: 'report' };
  const report = { id: 'report', type: 'remote-inbound-rtp', kind: 'audio', fractionLost: 0.25 };
  expect(feedbackOf(audio, report).audioLoss).toBe(0.25);
  expect(feedbackOf(audio).audioLoss).toBeNull();
});
