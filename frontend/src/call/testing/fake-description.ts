import type { Direction } from './fake-transceiver';

/** Like `RTCSessionDescription`. */
export interface FakeDescription {
  type: 'offer' | 'answer';
  sdp: string;
}

interface Section {
  kind: string;
  mid: string;
  direction: Direction;
}

interface Written {
  readonly type: 'offer' | 'answer';
  /** Session id and session version. */
  readonly session: number;
  readonly version: number;
  readonly ufrag: string;
  readonly sections: readonly Section[];
  /** The offer that an answer belongs to. */
  readonly offer?: FakeDescription | undefined;
}

/** Writes a description with only what `FakePeerConnection` needs. */
export function writeDescription(written: Written): FakeDescription {
  const { type, session, version, ufrag, sections, offer } = written;
  const head = `v=0\r\no=- ${session} ${version} IN IP4 127.0.0.1\r\na=ice-ufrag:${ufrag}\r\n`;
  // Like Firefox after an ICE restart, whatever its role was before.
  const setup = `a=setup:${type === 'offer' ? 'actpass' : 'active'}\r\n`;
  const tie = offer ? tieTo(offer) : '';
  const body = sections.map(({ kind, mid, direction }) => `m=${kind} ${mid}\r\na=${direction}\r\n`);
  return { type, sdp: head + setup + tie + body.join('') };
}

export function readSections({ sdp }: FakeDescription): Section[] {
  return [...sdp.matchAll(/^m=(\w+) (\d+)\r\na=(\w+)\r$/gm)].map(([, kind, mid, direction]) => ({
    kind: kind ?? '',
    mid: mid ?? '',
    direction: direction as Direction,
  }));
}

/** Whether an answer belongs to an offer. */
export function answers(answer: FakeDescription, offer: FakeDescription): boolean {
  return answer.sdp.includes(tieTo(offer));
}

function tieTo({ sdp }: FakeDescription): string {
  return `a=test-answers:${/^o=- (\d+ \d+)/m.exec(sdp)?.[1] ?? ''}\r\n`;
}
