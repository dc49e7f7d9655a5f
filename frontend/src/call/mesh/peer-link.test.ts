import { afterEach, expect, it } from 'vitest';
import { FakeTrack } from '../testing/fake-media';
import {
  admit,
  connectLinkPair,
  createEnd,
  createLinkPair,
  type LinkPair,
  type LinkPairOptions,
  publish,
  rest,
  settle,
} from '../testing/link-pair';

const pairs: LinkPair[] = [];

function createPair(options?: LinkPairOptions): LinkPair {
  const pair = createLinkPair(options);
  pairs.push(pair);
  return pair;
}

const connectedPair = (): Promise<LinkPair> => connectLinkPair(createPair());

afterEach(() => {
  for (const { newcomer, present } of pairs.splice(0)) {
    newcomer.link.close();
    present.link.close();
  }
});

it('a link connects with one offer of the newcomer and one answer', async () => {
  const { newcomer, present } = await connectedPair();

  expect(newcomer.pc.log).toEqual(['setLocalDescription', 'setRemoteDescription answer']);
  expect(present.pc.log).toEqual(['setRemoteDescription offer', 'setLocalDescription']);
  expect(newcomer.pc.getTransceivers().map((one) => one.currentDirection)).toEqual([
    'sendrecv',
    'sendrecv',
  ]);
  expect(Object.keys(present.link.media().tracks)).toEqual(['microphone', 'camera']);
});

it('a link keeps the camera track if ICE connects before the answer is set', async () => {
  const { newcomer } = createPair();
  newcomer.link.setOnline(true);
  await rest();
  const { camera } = newcomer.link.media().tracks;
  newcomer.pc.setIceState('connected');

  expect(camera).toBeDefined();
  expect(newcomer.link.media().tracks.camera).toBe(camera);
});

it('a link waits for the first offer of the newcomer', async () => {
  const pair = createPair();
  publish(pair.present, 'screen', new FakeTrack('video'));
  pair.present.link.setOnline(true);
  await rest();

  expect(pair.present.outbox).toEqual([{ epoch: 0, recreate: true }]);
  expect(pair.present.pc.log).toEqual([]);
});

it('a link carries a screen that was shared before the newcomer joined', async () => {
  const pair = createPair();
  publish(pair.present, 'screen', new FakeTrack('video'));
  for (const { link } of [pair.newcomer, pair.present]) link.setOnline(true);
  await settle(pair);
  pair.newcomer.pc.setIceState('connected');

  expect(Object.keys(pair.newcomer.link.media().tracks)).toContain('screen');
});

it('a link rolls back on the polite side only when both peers offer at once', async () => {
  const pair = await connectedPair();
  publish(pair.newcomer, 'screen', new FakeTrack('video'));
  publish(pair.present, 'screen', new FakeTrack('video'));
  await settle(pair);

  expect(pair.newcomer.pc.log.slice(2)).toEqual([
    'setLocalDescription',
    'setRemoteDescription offer',
    'rollback',
    'setLocalDescription',
    'setLocalDescription',
    'setRemoteDescription answer',
  ]);
  expect(pair.present.pc.log).not.toContain('rollback');
  for (const { link, pc } of [pair.newcomer, pair.present]) {
    expect(pc.signalingState).toBe('stable');
    expect(pc.refused).toEqual([]);
    expect(Object.keys(link.media().tracks)).toContain('screen');
  }
});

it('a link adds no transceivers when a screen is shared again and again', async () => {
  const pair = await connectedPair();
  for (let round = 0; round < 20; round += 1) {
    publish(pair.newcomer, 'screen', new FakeTrack('video'));
    publish(pair.present, 'screen', new FakeTrack('video'));
    await settle(pair);
    publish(pair.newcomer, 'screen', null);
    publish(pair.present, 'screen', null);
    await settle(pair);
  }

  expect(pair.newcomer.pc.getTransceivers().length).toBeLessThanOrEqual(4);
  expect(Object.keys(pair.present.link.media().tracks)).not.toContain('screen');
});

it('a link keeps candidates that arrive before the description, the end of candidates included', async () => {
  const pair = createPair();
  pair.newcomer.link.setOnline(true);
  pair.present.link.setOnline(true);
  await rest();
  const [offer] = pair.newcomer.outbox.splice(0);
  pair.newcomer.pc.onicecandidate?.({ candidate: { candidate: 'candidate:1', sdpMid: '0' } });
  pair.newcomer.pc.onicecandidate?.({ candidate: null });
  for (const signal of pair.newcomer.outbox.splice(0)) pair.present.link.receive(signal);
  await rest();
  expect(pair.present.pc.candidates).toEqual([]);

  if (offer) pair.present.link.receive(offer);
  await settle(pair);
  expect(pair.present.pc.candidates).toEqual(['candidate:1', '']);
  expect(pair.present.pc.refused).toEqual([]);
});

it('a link applies an answer only once that is delivered twice', async () => {
  const pair = createPair();
  pair.newcomer.link.setOnline(true);
  pair.present.link.setOnline(true);
  await rest();
  for (const signal of pair.newcomer.outbox.splice(0)) pair.present.link.receive(signal);
  await rest();
  const answers = pair.present.outbox.splice(0);
  for (const answer of [...answers, ...answers]) pair.newcomer.link.receive(answer);
  publish(pair.newcomer, 'screen', new FakeTrack('video'));
  await rest();
  for (const answer of answers) pair.newcomer.link.receive(answer);
  await settle(pair);

  expect(pair.newcomer.pc.refused).toEqual([]);
  expect(pair.newcomer.pc.signalingState).toBe('stable');
});

it('a link sends a lost answer again', async () => {
  const pair = createPair();
  pair.newcomer.link.setOnline(true);
  pair.present.link.setOnline(true);
  await rest();
  for (const signal of pair.newcomer.outbox.splice(0)) pair.present.link.receive(signal);
  await rest();
  pair.present.outbox.length = 0;

  pair.newcomer.link.setOnline(true);
  await settle(pair);
  expect(pair.newcomer.pc.signalingState).toBe('stable');
  expect(pair.present.pc.refused).toEqual([]);
});

it('a link sends its constraints again after an interruption and on a new connection', async () => {
  const pair = await connectedPair();
  const small = { camera: 90, screen: 0, lowConnection: false };
  pair.newcomer.link.setConstraints(small);
  const sent = () => pair.newcomer.outbox.splice(0).flatMap(({ constraints }) => constraints ?? []);
  expect(sent()).toEqual([small]);

  pair.newcomer.link.setOnline(false);
  pair.newcomer.link.setOnline(true);
  expect(sent()).toEqual([small]);

  for (let failure = 0; failure < 3; failure += 1) pair.newcomer.pc.setIceState('failed');
  await rest();
  expect(sent()).toEqual([small]);
});

it('a link sends nothing after it was closed', async () => {
  const end = createEnd(true);
  end.link.setOnline(true);
  end.link.close();
  await rest();

  expect(end.outbox).toEqual([]);
  expect(end.pc.signalingState).toBe('closed');
});

it('a link emits the error if the browser refuses to make a new connection', async () => {
  const { newcomer } = await connectedPair();
  newcomer.refuses = true;
  newcomer.link.receive({ epoch: 0, recreate: true });
  await rest();
  expect(newcomer.failures).toMatchObject([{ message: 'no more' }]);
});

const beforeJoining = (): Promise<LinkPair> => connectLinkPair(createPair({ joined: false }));
const directions = ({ pc }: LinkPair['present']) =>
  pc.getTransceivers().map((one) => one.currentDirection);
const BOTH_WAYS = ['sendrecv', 'sendrecv'];

it('a link to a lobby peer drops media until the peer joins, and receives it then without a signal', async () => {
  const pair = await beforeJoining();
  const { newcomer, present } = pair;
  expect(directions(present)).toEqual(['sendonly', 'sendonly']);
  expect(directions(newcomer)).toEqual(BOTH_WAYS);
  expect(present.link.media().tracks).toEqual({});

  admit(pair);
  await rest();
  expect(directions(present)).toEqual(BOTH_WAYS);
  expect(Object.keys(present.link.media().tracks)).toEqual(['microphone', 'camera']);
  expect([...present.outbox, ...newcomer.outbox]).toEqual([]);
  expect([present.pc, newcomer.pc].map(({ refused }) => refused)).toEqual([[], []]);
});

it('a link to a lobby peer needs one more offer to receive media if it made the last one', async () => {
  const pair = await beforeJoining();
  const { newcomer, present } = pair;
  present.pc.restartIce();
  await settle(pair);
  expect(directions(newcomer)).toEqual(['recvonly', 'recvonly']);
  expect(directions(present)).toEqual(['sendonly', 'sendonly']);

  admit(pair);
  await settle(pair);
  expect(directions(present)).toEqual(BOTH_WAYS);
  expect(directions(newcomer)).toEqual(BOTH_WAYS);
});

it('a link to a lobby peer receives media if the peer joins during its own offer, and on a new connection', async () => {
  const pair = await beforeJoining();
  const { newcomer, present } = pair;
  present.pc.restartIce();
  await rest();
  expect(present.pc.signalingState).toBe('have-local-offer');
  admit(pair);
  await settle(pair);
  expect(directions(present)).toEqual(BOTH_WAYS);

  newcomer.link.receive({ epoch: 0, recreate: true });
  await settle(pair);
  expect(present.connections).toHaveLength(2);
  expect(directions(present)).toEqual(BOTH_WAYS);
});
