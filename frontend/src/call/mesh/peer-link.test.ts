import { afterEach, describe, expect, it } from 'vitest';
import { FakeTrack } from '../testing/fake-media';
import {
  admit,
  connectLinkPair,
  createEnd,
  createLinkPair,
  type LinkPair,
  publish,
  rest,
  settle,
} from '../testing/link-pair';

const pairs: LinkPair[] = [];

function createPair(): LinkPair {
  const pair = createLinkPair();
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

describe('a link between two people', () => {
  it('is made by one offer of the newcomer and one answer', async () => {
    const { newcomer, present } = await connectedPair();

    expect(newcomer.pc.log).toEqual(['setLocalDescription', 'setRemoteDescription answer']);
    expect(present.pc.log).toEqual(['setRemoteDescription offer', 'setLocalDescription']);
    expect(newcomer.pc.getTransceivers().map((one) => one.currentDirection)).toEqual([
      'sendrecv',
      'sendrecv',
    ]);
    expect(Object.keys(present.link.media().tracks)).toEqual(['microphone', 'camera']);
  });

  it('keeps the place of the picture where the path stands before the answer is set', async () => {
    const { newcomer } = createPair();
    newcomer.link.setOnline(true);
    await rest();
    const { camera } = newcomer.link.media().tracks;
    newcomer.pc.setIceState('connected');

    expect(camera).toBeDefined();
    expect(newcomer.link.media().tracks.camera).toBe(camera);
  });

  it('offers nothing on the side that was there until it has had an offer', async () => {
    const pair = createPair();
    publish(pair.present, 'screen', new FakeTrack('video'));
    pair.present.link.setOnline(true);
    await rest();

    expect(pair.present.outbox).toEqual([{ epoch: 0, recreate: true }]);
    expect(pair.present.pc.log).toEqual([]);
  });

  it('shows a screen that was shared before the newcomer came', async () => {
    const pair = createPair();
    publish(pair.present, 'screen', new FakeTrack('video'));
    for (const { link } of [pair.newcomer, pair.present]) link.setOnline(true);
    await settle(pair);
    pair.newcomer.pc.setIceState('connected');

    expect(Object.keys(pair.newcomer.link.media().tracks)).toContain('screen');
  });

  it('gives way on the polite side alone when both offer at once', async () => {
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

  it('does not grow when a screen is shared again and again', async () => {
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

  it('keeps candidates that come before the description, and passes on the end of them', async () => {
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

  it('takes an answer that is delivered twice only once', async () => {
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

  it('answers again when its answer was lost', async () => {
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

  it('says how it shows the other again after an interruption and on a new connection', async () => {
    const pair = await connectedPair();
    const small = { camera: 90, screen: 0, low: false };
    pair.newcomer.link.setView(small);
    const views = () => pair.newcomer.outbox.splice(0).flatMap(({ view }) => view ?? []);
    expect(views()).toEqual([small]);

    pair.newcomer.link.setOnline(false);
    pair.newcomer.link.setOnline(true);
    expect(views()).toEqual([small]);

    for (let failure = 0; failure < 3; failure += 1) pair.newcomer.pc.setIceState('failed');
    await rest();
    expect(views()).toEqual([small]);
  });

  it('says nothing more once it is closed', async () => {
    const end = createEnd(true);
    end.link.setOnline(true);
    end.link.close();
    await rest();

    expect(end.outbox).toEqual([]);
    expect(end.pc.signalingState).toBe('closed');
  });
});

describe('a browser that makes no more connections', () => {
  it('is told where one was to take the place of another', async () => {
    const { newcomer } = await connectedPair();
    newcomer.refuses = true;
    newcomer.link.receive({ epoch: 0, recreate: true });
    await rest();
    expect(newcomer.failures).toMatchObject([{ message: 'no more' }]);
  });
});

describe('a link to somebody who has not joined', () => {
  async function beforeJoining(): Promise<LinkPair> {
    const pair = createPair();
    pair.present.receives = false;
    return connectLinkPair(pair);
  }
  const directions = ({ pc }: LinkPair['present']) =>
    pc.getTransceivers().map((one) => one.currentDirection);
  const BOTH_WAYS = ['sendrecv', 'sendrecv'];

  it('drops what they send until they join, and receives then without a word', async () => {
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

  it('receives by one more offer where the last one was its own', async () => {
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

  it('receives where they join while its own offer is under way, and on a new connection', async () => {
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
});
