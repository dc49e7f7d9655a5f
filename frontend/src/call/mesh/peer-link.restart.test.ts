import { afterEach, expect, it, vi } from 'vitest';
import { connectLinkPair, createLinkPair, type LinkPair, settle } from '../testing/link-pair';

const pairs: LinkPair[] = [];

async function connectedPair(): Promise<LinkPair> {
  const pair = createLinkPair();
  pairs.push(pair);
  return connectLinkPair(pair);
}

afterEach(() => {
  for (const { newcomer, present } of pairs.splice(0)) {
    newcomer.link.close();
    present.link.close();
  }
});

afterEach(() => void vi.useRealTimers());

/** Checks the audio five times a second for this long. */
async function checkAudio(pair: LinkPair, seconds: number): Promise<void> {
  for (let check = 0; check < seconds * 5; check += 1) {
    await vi.advanceTimersByTimeAsync(200);
    pair.newcomer.link.checkAudio();
  }
}

const microphone = ({ newcomer }: LinkPair) => newcomer.pc.getTransceivers()[0];

it('an inactive connection is restarted once, within three seconds', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  const pair = await connectedPair();
  const audio = microphone(pair);
  if (audio) audio.playedAt = 1_000;
  await checkAudio(pair, 3);
  await settle(pair);
  expect(pair.present.pc.remoteDescription?.sdp).toContain('a=ice-ufrag:u2');
  await checkAudio(pair, 10);
  await settle(pair);
  expect(pair.newcomer).toMatchObject({ verificationsFailed: 1, refreshed: 1 });
});

it('an inactive connection is kept if there was never any audio or ICE knows that it is lost', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  const quiet = await connectedPair();
  await checkAudio(quiet, 5);
  const lost = await connectedPair();
  const audio = microphone(lost);
  if (audio) audio.playedAt = 1_000;
  await checkAudio(lost, 1);
  lost.newcomer.pc.setIceState('disconnected');
  lost.newcomer.pc.setIceState('failed');
  await checkAudio(lost, 5);
  expect([quiet.newcomer.verificationsFailed, lost.newcomer.verificationsFailed]).toEqual([0, 0]);
  expect(quiet.newcomer.refreshed).toBe(0);
});

/** Like a client that opens the lobby again, while its peer keeps the connection. */
function forget(pair: LinkPair, end: 'newcomer' | 'present'): LinkPair {
  pair[end].link.close();
  const fresh = createLinkPair();
  const pairNow = { ...pair, [end]: fresh[end] };
  pairs.push(pairNow);
  fresh[end].link.setOnline(true);
  return pairNow;
}

const expectAgreed = ({ newcomer, present }: LinkPair): void => {
  expect(newcomer.link.epoch).toBe(present.link.epoch);
  for (const { pc } of [newcomer, present]) expect(pc.signalingState).toBe('stable');
  const session = (sdp = '') => /^o=- (\d+)/m.exec(sdp)?.[1];
  expect(session(newcomer.pc.remoteDescription?.sdp)).toBe(
    session(present.pc.localDescription?.sdp),
  );
  expect(session(present.pc.remoteDescription?.sdp)).toBe(
    session(newcomer.pc.localDescription?.sdp),
  );
};

it('a forgotten connection is recreated by the impolite peer on an offer of a new connection', async () => {
  const pair = forget(await connectedPair(), 'newcomer');
  await settle(pair);
  expectAgreed(pair);
  expect(pair.present.connections).toHaveLength(2);
  expect(pair.present.connections[0]?.signalingState).toBe('closed');
});

it('a forgotten connection is recreated by the polite peer on request', async () => {
  const pair = forget(await connectedPair(), 'present');
  await settle(pair);
  expectAgreed(pair);
  expect(pair.newcomer.link.epoch).toBe(1);
  expect(pair.newcomer.policies).toEqual(['all', 'all']);
});

it('a forgotten connection is recreated in later epochs too', async () => {
  const before = await connectedPair();
  for (let failure = 0; failure < 3; failure += 1) before.newcomer.pc.setIceState('failed');
  await settle(before);
  const pair = forget(before, 'newcomer');
  await settle(pair);
  for (let failure = 0; failure < 3; failure += 1) pair.present.pc.setIceState('failed');
  await settle(pair);
  expectAgreed(pair);
  expect(pair.newcomer.link.epoch).toBe(2);
});

it('a forgotten connection is not recreated while the first offer is under way', async () => {
  const pair = createLinkPair();
  pairs.push(pair);
  await connectLinkPair(pair);
  expect([pair.newcomer.connections.length, pair.present.connections.length]).toEqual([1, 1]);
});

it('a forgotten connection is not recreated as often as a peer asks for it', async () => {
  const pair = await connectedPair();
  for (let epoch = 0; epoch < 50; epoch += 1) {
    pair.newcomer.link.receive({ epoch: pair.newcomer.link.epoch, recreate: true });
    await settle(pair);
  }
  expect(pair.newcomer.link.epoch).toBeLessThanOrEqual(5);
  expectAgreed(pair);
});

it('a lost connection is recreated after three failures, and late signals of the old one are dropped', async () => {
  const pair = await connectedPair();
  const late = { epoch: 0, candidate: { candidate: 'candidate:old', sdpMid: '0' } };
  for (let failure = 0; failure < 3; failure += 1) pair.newcomer.pc.setIceState('failed');
  await settle(pair);
  expect(pair.newcomer.link.epoch).toBe(1);
  pair.newcomer.link.receive(late);
  await settle(pair);
  pair.present.link.receive(late);
  await settle(pair);

  expect(pair.present.link.epoch).toBe(1);
  expect(pair.present.connections).toHaveLength(2);
  expect(pair.present.connections[0]?.signalingState).toBe('closed');
  for (const { pc } of [pair.newcomer, pair.present]) {
    expect(pc.signalingState).toBe('stable');
    expect(pc.candidates).toEqual([]);
  }
});

it('a lost connection is restored by an ICE restart from either side with the same DTLS roles', async () => {
  const pair = await connectedPair();
  for (const [end, other] of [
    [pair.newcomer, pair.present],
    [pair.present, pair.newcomer],
    [pair.newcomer, pair.present],
  ] as const) {
    const before = other.pc.remoteDescription?.sdp;
    end.link.restart();
    await settle(pair);
    expect(other.pc.remoteDescription?.sdp).not.toBe(before);
    for (const { pc } of [end, other])
      expect([pc.signalingState, ...pc.refused]).toEqual(['stable']);
  }
  expect(pair.newcomer.link.epoch).toBe(0);
});

it('a lost connection is recreated if the browser refuses an answer', async () => {
  for (const end of ['newcomer', 'present'] as const) {
    const pair = await connectedPair();
    pair[end].pc.setRemoteDescription = () => Promise.reject(new DOMException('refused'));
    pair[end].link.restart();
    await settle(pair);
    expect([pair.newcomer.link.epoch, pair.present.link.epoch]).toEqual([1, 1]);
    for (const { pc } of [pair.newcomer, pair.present]) expect(pc.signalingState).toBe('stable');
  }
});

it('a lost connection is restarted as soon as signals can be sent', async () => {
  const pair = await connectedPair();
  pair.newcomer.link.setOnline(false);
  pair.newcomer.pc.setIceState('failed');
  await settle(pair);
  expect(pair.newcomer.outbox).toEqual([]);
  expect(pair.newcomer.pc.signalingState).toBe('stable');

  pair.newcomer.link.setOnline(true);
  await settle(pair);
  expect(pair.present.pc.remoteDescription?.sdp).toContain('a=ice-ufrag:u2');
});

it('a lost connection is restarted once after an offline time, however often it was lost in between', async () => {
  const pair = await connectedPair();
  pair.newcomer.link.setOnline(false);
  pair.newcomer.pc.setIceState('disconnected');
  pair.newcomer.link.restart();
  pair.newcomer.link.restart();
  pair.newcomer.link.setOnline(true);
  await settle(pair);

  expect(pair.newcomer.refreshed).toBe(1);
  expect(pair.present.pc.remoteDescription?.sdp).toContain('a=ice-ufrag:u2');
});

it('a lost connection gets fresh credentials before it is recreated', async () => {
  const pair = await connectedPair();
  for (let failure = 0; failure < 2; failure += 1) pair.newcomer.pc.setIceState('failed');
  await settle(pair);
  const before = pair.newcomer.refreshed;
  pair.newcomer.pc.setIceState('failed');
  await settle(pair);

  expect(pair.newcomer.link.epoch).toBe(1);
  expect(pair.newcomer.refreshed).toBe(before + 1);
});

it('a lost connection is recreated if DTLS has failed on a working ICE connection', async () => {
  const pair = await connectedPair();
  pair.newcomer.pc.connectionState = 'failed';
  pair.newcomer.pc.onconnectionstatechange?.();
  await settle(pair);

  expect([pair.newcomer.link.epoch, pair.present.link.epoch]).toEqual([1, 1]);
  expect(pair.present.pc.signalingState).toBe('stable');
});

it('a lost connection is given up for offers of newer epochs only, and not for many of them in a row', async () => {
  const pair = await connectedPair();
  const { link } = pair.present;
  link.receive({ epoch: 7, constraints: { camera: 90, screen: 0, lowConnection: false } });
  link.receive({ epoch: 8, candidate: { candidate: 'candidate:1', sdpMid: '0' } });
  expect(pair.present.connections).toHaveLength(1);

  const sdp = pair.newcomer.pc.localDescription?.sdp ?? '';
  for (let epoch = 10; epoch < 110; epoch += 1) {
    link.receive({ epoch, description: { type: 'offer', sdp } });
  }
  expect(pair.present.connections).toHaveLength(6);
});

it('a lost connection gets fresh credentials before each ICE restart and uses them', async () => {
  const pair = await connectedPair();
  const fresh = { urls: 'turn:turn.example.org', username: 'later', credential: 'fresh' };
  pair.newcomer.iceServers.push(fresh);
  pair.newcomer.pc.setIceState('failed');
  await settle(pair);

  expect(pair.newcomer.refreshed).toBe(1);
  expect(pair.newcomer.pc.getConfiguration().iceServers).toEqual([fresh]);
  expect(pair.present.pc.remoteDescription?.sdp).toContain('a=ice-ufrag:u2');
});

it('a lost connection is recreated with the relay only after every second failed recreation', async () => {
  const pair = await connectedPair();
  pair.newcomer.iceServers.push({ urls: 'turn:turn.example.org', credential: 'c' });
  for (let round = 0; round < 4; round += 1) {
    for (let failure = 0; failure < 3; failure += 1) pair.newcomer.pc.setIceState('failed');
    await settle(pair);
  }

  expect(pair.newcomer.policies).toEqual(['all', 'all', 'relay', 'all', 'relay']);
  expect(pair.newcomer.link.epoch).toBe(4);
});

it('a lost connection is never recreated with the relay only if there is no relay', async () => {
  const pair = await connectedPair();
  for (let failure = 0; failure < 6; failure += 1) {
    pair.newcomer.pc.setIceState('failed');
    await settle(pair);
  }

  expect(pair.newcomer.policies).toEqual(['all', 'all', 'all']);
});

it('a lost connection is recreated at once in a browser that sends nothing after a failure (Firefox)', async () => {
  for (const end of ['newcomer', 'present'] as const) {
    const pair = await connectedPair();
    vi.stubGlobal('navigator', {
      userAgent: 'Mozilla/5.0 (rv:153.0) Gecko/20100101 Firefox/153.0',
    });
    pair[end].pc.setIceState('failed');
    vi.unstubAllGlobals();
    await settle(pair);
    expect([pair.newcomer.link.epoch, pair.present.link.epoch]).toEqual([1, 1]);
  }
});

it('a lost connection is recreated after an offline time in which Firefox has called it failed', async () => {
  for (const end of ['newcomer', 'present'] as const) {
    const pair = await connectedPair();
    pair[end].link.setOnline(false);
    vi.stubGlobal('navigator', {
      userAgent: 'Mozilla/5.0 (rv:153.0) Gecko/20100101 Firefox/153.0',
    });
    pair[end].pc.setIceState('failed');
    vi.unstubAllGlobals();
    await settle(pair);
    expect(pair[end].outbox).toEqual([]);
    pair[end].link.setOnline(true);
    await settle(pair);
    expect([pair.newcomer.link.epoch, pair.present.link.epoch]).toEqual([1, 1]);
  }
});

it('a lost connection is recreated with all candidates again after a connection has worked', async () => {
  const pair = await connectedPair();
  pair.newcomer.iceServers.push({ urls: 'turn:turn.example.org', credential: 'c' });
  const failThrice = async () => {
    for (let failure = 0; failure < 3; failure += 1) pair.newcomer.pc.setIceState('failed');
    await settle(pair);
  };
  await failThrice();
  pair.newcomer.pc.setIceState('connected');
  await failThrice();

  expect(pair.newcomer.policies).toEqual(['all', 'all', 'all']);
});

afterEach(() => void vi.useRealTimers());

/** No candidates fit together, so no state changes. */
async function pass(pair: LinkPair, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 1) {
    await vi.advanceTimersByTimeAsync(1_000);
    await settle(pair);
  }
}

async function lostPair(): Promise<LinkPair> {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  const pair = await connectedPair();
  pair.newcomer.iceServers.push({ urls: 'turn:turn.example.org', credential: 'c' });
  for (const { pc } of [pair.newcomer, pair.present]) pc.setIceState('failed');
  await settle(pair);
  return pair;
}

it('a failed connection without ICE events is restarted again, and recreated in the end', async () => {
  const pair = await lostPair();
  const before = pair.newcomer.pc.localDescription?.sdp;
  await pass(pair, 20);
  expect(pair.newcomer.pc.localDescription?.sdp).not.toBe(before);
  expect(pair.newcomer.link.epoch).toBe(0);
  await pass(pair, 30);
  expect([pair.newcomer.link.epoch, pair.present.link.epoch]).toEqual([1, 1]);
});

it('a failed connection without ICE events is not recreated with the relay only for ever', async () => {
  const pair = await lostPair();
  await pass(pair, 240);
  expect(pair.newcomer.policies.slice(0, 4)).toEqual(['all', 'all', 'relay', 'all']);
});

it('a failed connection without ICE events is not restarted while signals cannot be sent, nor after it has connected', async () => {
  const pair = await lostPair();
  pair.newcomer.link.setOnline(false);
  pair.present.pc.setIceState('connected');
  await settle(pair);
  const before = [pair.newcomer.refreshed, pair.present.refreshed];
  await pass(pair, 120);
  expect([pair.newcomer.refreshed, pair.present.refreshed]).toEqual(before);

  pair.newcomer.link.setOnline(true);
  await pass(pair, 5);
  pair.newcomer.pc.setIceState('connected');
  const { refreshed } = pair.newcomer;
  await pass(pair, 120);
  expect(pair.newcomer.refreshed).toBe(refreshed);
});

it('a failed connection without ICE events is recreated with the relay only, whichever side gives it up', async () => {
  const pair = await lostPair();
  for (let round = 0; round < 2; round += 1) {
    for (let failure = 0; failure < 3; failure += 1) pair.present.pc.setIceState('failed');
    await settle(pair);
    pair.newcomer.pc.setIceState('failed');
  }
  expect(pair.newcomer.policies).toEqual(['all', 'all', 'relay']);
});
