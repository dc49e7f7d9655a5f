import type { Browser, Page, WebSocketRoute } from '@playwright/test';
import type { Client } from '../support/client';

interface Description {
  type: 'offer' | 'answer';
  sdp: string;
  answers?: string;
}

/** A message of Socket.IO from the server to a client: the event and what it carries. */
interface Message {
  from?: string;
  offer?: { description: Description };
  description?: Description;
  candidate?: RTCIceCandidateInit;
}

type Side = 'ana' | 'ben';

interface MiddleWindow {
  middle: {
    take(from: Side, description: Description): Promise<Description>;
    add(from: Side, candidate: RTCIceCandidateInit): Promise<void>;
    heard(): Promise<number>;
  };
}

/**
 * Runs in a page of its own: two connections, one to each side, with certificates of their own. What
 * one side sends is decrypted here and sent on to the other side.
 */
function standInTheMiddle(): void {
  const sides = { ana: new RTCPeerConnection(), ben: new RTCPeerConnection() };
  const otherOf = (side: 'ana' | 'ben') => (side === 'ana' ? 'ben' : 'ana');
  const version = (sdp = '') => /^o=\S+ \d+ (\d+) /m.exec(sdp)?.[1];

  function passOn(from: RTCPeerConnection, to: RTCPeerConnection): void {
    const targets = to.getTransceivers();
    for (const [index, { receiver }] of from.getTransceivers().entries()) {
      const target = targets[index] ?? to.addTransceiver(receiver.track, { direction: 'sendrecv' });
      target.direction = 'sendrecv';
      void target.sender.replaceTrack(receiver.track);
    }
  }

  async function whole(pc: RTCPeerConnection): Promise<Description> {
    await pc.setLocalDescription();
    while (pc.iceGatheringState !== 'complete') {
      await new Promise((resolve) => {
        pc.addEventListener('icegatheringstatechange', resolve, { once: true });
      });
    }
    return pc.localDescription?.toJSON() as Description;
  }

  /** Takes a description that one side sent. @returns what the other side gets instead */
  async function take(from: Side, description: Description): Promise<Description> {
    const [near, far] = [sides[from], sides[otherOf(from)]];
    await near.setRemoteDescription(description);
    passOn(near, far);
    const made = await whole(far);
    if (description.type === 'offer') return made;
    const answers = version(far.remoteDescription?.sdp);
    return answers === undefined ? made : { ...made, answers };
  }

  async function add(from: Side, candidate: RTCIceCandidateInit): Promise<void> {
    await sides[from].addIceCandidate(candidate);
  }

  /** The audio packets of both sides that could be decrypted here. */
  async function heard(): Promise<number> {
    const reports = await Promise.all([sides.ana.getStats(), sides.ben.getStats()]);
    const counts = reports.map((report) => {
      const streams = [...(report.values() as Iterable<Record<string, unknown>>)];
      const audio = streams.filter(({ type, kind }) => type === 'inbound-rtp' && kind === 'audio');
      return audio.reduce((sum, { packetsReceived }) => sum + Number(packetsReceived ?? 0), 0);
    });
    return Math.min(...counts);
  }

  Object.assign(window, { middle: { take, add, heard } });
}

/**
 * A server that stands between two clients: it sends each of them its own descriptions instead of the
 * other's. Call it before they join.
 * @returns how many packets it has heard from the quieter side
 */
export async function putInTheMiddle(
  browser: Browser,
  [ana, ben]: readonly [Client, Client],
): Promise<{ heard: () => Promise<number> }> {
  const page = await (await browser.newContext()).newPage();
  await page.evaluate(standInTheMiddle);
  await intercept(ana, page, 'ben');
  await intercept(ben, page, 'ana');
  const heard = () => page.evaluate(() => (window as unknown as MiddleWindow).middle.heard());
  return { heard };
}

/** Changes what the server sends to a client. @param from the side whose signals these are */
async function intercept({ page }: Client, middle: Page, from: Side): Promise<void> {
  await page.routeWebSocket(/\/socket\.io\//, (toPage: WebSocketRoute) => {
    const server = toPage.connectToServer();
    // In order, although each change takes a while.
    let last = Promise.resolve();
    server.onMessage((message) => {
      last = last.then(async () => {
        const changed = typeof message === 'string' ? await change(message, middle, from) : message;
        if (changed !== null) toPage.send(changed);
      });
    });
  });
}

/** @returns null for a message that the client must not get */
async function change(text: string, middle: Page, from: Side): Promise<string | null> {
  if (!/^42\["(?:participant:joined|signal:received)"/.test(text)) return text;
  const [event, message] = JSON.parse(text.slice(2)) as [string, Message];
  const take = (description: Description) =>
    middle.evaluate(
      ([side, taken]) => (window as unknown as MiddleWindow).middle.take(side, taken),
      [from, description] as const,
    );
  if (message.candidate) {
    await middle.evaluate(
      ([side, candidate]) => (window as unknown as MiddleWindow).middle.add(side, candidate),
      [from, message.candidate] as const,
    );
    return null;
  }
  if (message.description) message.description = await take(message.description);
  if (message.offer) message.offer.description = await take(message.offer.description);
  return `42${JSON.stringify([event, message])}`;
}
