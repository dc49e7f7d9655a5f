import { afterEach, describe, expect, it, vi } from 'vitest';
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

describe('a path that falls silent while ICE calls it connected', () => {
  afterEach(() => void vi.useRealTimers());

  /** Looks five times a second for so long; the other's microphone was heard at `heardAt`. */
  async function listen(pair: LinkPair, seconds: number): Promise<void> {
    for (let look = 0; look < seconds * 5; look += 1) {
      await vi.advanceTimersByTimeAsync(200);
      pair.newcomer.link.listen();
    }
  }

  const microphone = ({ newcomer }: LinkPair) => newcomer.pc.getTransceivers()[0];

  it('is looked for anew within three seconds, and told once', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    const pair = await connectedPair();
    const heard = microphone(pair);
    if (heard) heard.heardAt = 1_000;
    await listen(pair, 3);
    await settle(pair);
    expect(pair.present.pc.remoteDescription?.sdp).toContain('a=ice-ufrag:u2');
    await listen(pair, 10);
    await settle(pair);
    expect(pair.newcomer).toMatchObject({ silences: 1, refreshed: 1 });
  });

  it('is kept where nothing was ever heard, and told nothing of where ICE knows it is lost', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    const quiet = await connectedPair();
    await listen(quiet, 5);
    const lost = await connectedPair();
    const heard = microphone(lost);
    if (heard) heard.heardAt = 1_000;
    await listen(lost, 1);
    lost.newcomer.pc.setIceState('disconnected');
    lost.newcomer.pc.setIceState('failed');
    await listen(lost, 5);
    expect([quiet.newcomer.silences, lost.newcomer.silences]).toEqual([0, 0]);
    expect(quiet.newcomer.refreshed).toBe(0);
  });
});

describe('a connection that one side has forgotten', () => {
  /** As a page before joining does that looks at the room again; the other keeps what it has. */
  function forget(pair: LinkPair, end: 'newcomer' | 'present'): LinkPair {
    pair[end].link.close();
    const fresh = createLinkPair();
    const renewed = { ...pair, [end]: fresh[end] };
    pairs.push(renewed);
    fresh[end].link.setOnline(true);
    return renewed;
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

  it('is made anew by those who answer, when the other offers from a new one', async () => {
    const pair = forget(await connectedPair(), 'newcomer');
    await settle(pair);
    expectAgreed(pair);
    expect(pair.present.connections).toHaveLength(2);
    expect(pair.present.connections[0]?.signalingState).toBe('closed');
  });

  it('is made anew by those who offer, when the other asks for it', async () => {
    const pair = forget(await connectedPair(), 'present');
    await settle(pair);
    expectAgreed(pair);
    expect(pair.newcomer.link.epoch).toBe(1);
    expect(pair.newcomer.policies).toEqual(['all', 'all']);
  });

  it('is made anew after a later epoch too, by the one who forgot it', async () => {
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

  it('is not made anew for somebody who waits for a first offer that is on its way', async () => {
    const pair = createLinkPair();
    pairs.push(pair);
    await connectLinkPair(pair);
    expect([pair.newcomer.connections.length, pair.present.connections.length]).toEqual([1, 1]);
  });

  it('is not made anew as often as somebody likes', async () => {
    const pair = await connectedPair();
    for (let epoch = 0; epoch < 50; epoch += 1) {
      pair.newcomer.link.receive({ epoch: pair.newcomer.link.epoch, recreate: true });
      await settle(pair);
    }
    expect(pair.newcomer.link.epoch).toBeLessThanOrEqual(5);
    expectAgreed(pair);
  });
});

describe('a path that is lost', () => {
  it('starts anew after three failures, and drops what belongs to the old connection', async () => {
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

  it('is restored by a restart from either side, and the DTLS roles stay as they were', async () => {
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

  it('starts anew where the browser refuses an answer, as nothing could be agreed any more', async () => {
    for (const end of ['newcomer', 'present'] as const) {
      const pair = await connectedPair();
      pair[end].pc.setRemoteDescription = () => Promise.reject(new DOMException('refused'));
      pair[end].link.restart();
      await settle(pair);
      expect([pair.newcomer.link.epoch, pair.present.link.epoch]).toEqual([1, 1]);
      for (const { pc } of [pair.newcomer, pair.present]) expect(pc.signalingState).toBe('stable');
    }
  });

  it('remembers an ICE restart while signals cannot be sent', async () => {
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

  it('restarts once on return, however often the path was lost meanwhile', async () => {
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

  it('fetches fresh credentials also for a new connection', async () => {
    const pair = await connectedPair();
    for (let failure = 0; failure < 2; failure += 1) pair.newcomer.pc.setIceState('failed');
    await settle(pair);
    const before = pair.newcomer.refreshed;
    pair.newcomer.pc.setIceState('failed');
    await settle(pair);

    expect(pair.newcomer.link.epoch).toBe(1);
    expect(pair.newcomer.refreshed).toBe(before + 1);
  });

  it('starts anew when the path stands and the encryption on it has failed', async () => {
    const pair = await connectedPair();
    pair.newcomer.pc.connectionState = 'failed';
    pair.newcomer.pc.onconnectionstatechange?.();
    await settle(pair);

    expect([pair.newcomer.link.epoch, pair.present.link.epoch]).toEqual([1, 1]);
    expect(pair.present.pc.signalingState).toBe('stable');
  });

  it('gives up a connection for a newer offer alone, and not for one after the other', async () => {
    const pair = await connectedPair();
    const { link } = pair.present;
    link.receive({ epoch: 7, view: { camera: 90, screen: 0, low: false } });
    link.receive({ epoch: 8, candidate: { candidate: 'candidate:1', sdpMid: '0' } });
    expect(pair.present.connections).toHaveLength(1);

    const sdp = pair.newcomer.pc.localDescription?.sdp ?? '';
    for (let epoch = 10; epoch < 110; epoch += 1) {
      link.receive({ epoch, description: { type: 'offer', sdp } });
    }
    expect(pair.present.connections).toHaveLength(6);
  });

  it('fetches fresh credentials before each ICE restart and restarts with them', async () => {
    const pair = await connectedPair();
    const fresh = { urls: 'turn:turn.example.org', username: 'later', credential: 'fresh' };
    pair.newcomer.iceServers.push(fresh);
    pair.newcomer.pc.setIceState('failed');
    await settle(pair);

    expect(pair.newcomer.refreshed).toBe(1);
    expect(pair.newcomer.pc.getConfiguration().iceServers).toEqual([fresh]);
    expect(pair.present.pc.remoteDescription?.sdp).toContain('a=ice-ufrag:u2');
  });

  it('tries the relay alone every second time that a whole new connection did not help', async () => {
    const pair = await connectedPair();
    pair.newcomer.iceServers.push({ urls: 'turn:turn.example.org', credential: 'c' });
    for (let renewal = 0; renewal < 4; renewal += 1) {
      for (let failure = 0; failure < 3; failure += 1) pair.newcomer.pc.setIceState('failed');
      await settle(pair);
    }

    expect(pair.newcomer.policies).toEqual(['all', 'all', 'relay', 'all', 'relay']);
    expect(pair.newcomer.link.epoch).toBe(4);
  });

  it('never insists on a relay where there is none', async () => {
    const pair = await connectedPair();
    for (let failure = 0; failure < 6; failure += 1) {
      pair.newcomer.pc.setIceState('failed');
      await settle(pair);
    }

    expect(pair.newcomer.policies).toEqual(['all', 'all', 'all']);
  });

  it('starts anew at once in a browser that sends nothing after a failure (Firefox)', async () => {
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

  it('starts anew on return where Firefox has called it failed meanwhile', async () => {
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

  it('goes back to all paths once a connection stood', async () => {
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
});

describe('a path of which ICE tells nothing more', () => {
  afterEach(() => void vi.useRealTimers());

  /** No candidate of the one fits one of the other, so no state changes. */
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

  it('is looked for again, and by a new connection in the end', async () => {
    const pair = await lostPair();
    const before = pair.newcomer.pc.localDescription?.sdp;
    await pass(pair, 20);
    expect(pair.newcomer.pc.localDescription?.sdp).not.toBe(before);
    expect(pair.newcomer.link.epoch).toBe(0);
    await pass(pair, 30);
    expect([pair.newcomer.link.epoch, pair.present.link.epoch]).toEqual([1, 1]);
  });

  it('is not sought through the relay alone for ever', async () => {
    const pair = await lostPair();
    await pass(pair, 240);
    expect(pair.newcomer.policies.slice(0, 4)).toEqual(['all', 'all', 'relay', 'all']);
  });

  it('is not looked for by those who cannot tell the other, nor once it stands', async () => {
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

  it('is given up by either side, and the relay is tried all the same', async () => {
    const pair = await lostPair();
    for (let renewal = 0; renewal < 2; renewal += 1) {
      for (let failure = 0; failure < 3; failure += 1) pair.present.pc.setIceState('failed');
      await settle(pair);
      pair.newcomer.pc.setIceState('failed');
    }
    expect(pair.newcomer.policies).toEqual(['all', 'all', 'relay']);
  });
});
