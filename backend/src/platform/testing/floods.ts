const many = (count: number, item: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => item(index)).join(',');

/** Raw Engine.IO frames, one of which is sent again and again. */
export const FLOODS = {
  'commands that are refused': '42["chat:sync",{"afterSeq":0}]',
  'messages to the meeting': '427["chat:send",{"clientId":"flood-0123456789abcdef","text":"x"}]',
  'undeclared commands': '427["nobody:knows",{}]',
  'payloads that do not parse': '427["participant:update",{"camera":{"$ne":null},"x":[[[]]]}]',
  'unrequested heartbeats': '3',
  'acks of nothing': '43999["x"]',
  'namespaces that do not exist': '40/nowhere,{}',
  // Nearly the largest allowed frames, so that each is as expensive as possible.
  'signals with thousands of unknown fields': `427["signal:send",{${many(7_500, (index) => `"${index.toString(36)}":0`)}}]`,
  'joins with thousands of wrong offers': `427["meeting:join",{"offers":[${many(30_000, () => '0')}]}]`,
  'signals of 32 kB to nobody': `427["signal:send",{"to":"${'f'.repeat(24)}","toInstance":"nobody-at-all","epoch":0,"description":{"type":"offer","sdp":"${'v'.repeat(32_600)}"}}]`,
  'acks of 62 kB': `43999[${many(31_000, () => '0')}]`,
} as const;

export type FloodKind = keyof typeof FLOODS;

export interface FloodOrder {
  url: string;
  /** Each token gets one socket; a token may occur more than once. */
  tokens: string[];
  kind: FloodKind;
  /** For each socket. */
  framesPerSecond: number;
  /** The room to join before the flood. */
  code: string;
}

/** The flooder sends `ready` after it has joined, and waits for `go`. */
export type FloodCue = 'ready' | 'go';

/** How many frames the flooder sent, and how many of its sockets the server closed. */
export interface FloodReport {
  sent: number;
  closed: number;
}
