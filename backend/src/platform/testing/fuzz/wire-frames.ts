import { socketCommands } from '@parley/shared/socket-events';
import * as fc from 'fast-check';
import { z } from 'zod';
import { hostileValue, nearValue, type JsonSchema, type Pool } from './hostile-json';
import { plainFrame, type RawFrame } from './raw-websocket';

/** Messages of Engine.IO and Socket.IO: correct ones, and ones that no client sends. */
const SEEDS = [
  // Engine.IO packets: open, close, ping, pong, message, upgrade, noop, and those that do not exist.
  '0{"sid":"x","upgrades":[],"pingInterval":1,"pingTimeout":1}',
  '1',
  '2',
  '2probe',
  '3',
  '3probe',
  '5',
  '6',
  '7',
  '9',
  '',
  'b4AAAA',
  // Socket.IO packets: CONNECT, DISCONNECT, EVENT, ACK, CONNECT_ERROR, BINARY_EVENT, BINARY_ACK.
  '40',
  '40{"token":"x"}',
  '40/admin,{"token":"x"}',
  '40/__proto__,{}',
  '41',
  '41/nowhere,',
  '42["chat:sync",{"afterSeq":0}]',
  '427["chat:send",{"clientId":"fuzz-0123456789abcdef","text":"hello"}]',
  '4212["participant:update",{"microphone":true}]',
  '42["connect"]',
  '42["disconnecting",{}]',
  '42["newListener",{}]',
  '42["error",{"message":"x"}]',
  '42["__proto__",{"constructor":{"prototype":{"polluted":1}}}]',
  '42["constructor"]',
  '42["hasOwnProperty","x"]',
  '42{"not":"a list"}',
  '42[]',
  '42[null]',
  '42[{"event":1},2]',
  '429007199254740993["chat:sync",{"afterSeq":0}]',
  '43["x"]',
  '430["x"]',
  '43-1["x"]',
  '4399999999999999999999["x"]',
  '44{"message":"refused"}',
  '450-["chat:sync",{"afterSeq":0}]',
  '451-["chat:send",{"_placeholder":true,"num":0}]',
  '451-7["chat:send",{"clientId":{"_placeholder":true,"num":0},"text":"x"}]',
  '459999999-["x"]',
  '45-1-["x"]',
  '451.5-["x"]',
  '451-["chat:send",{"_placeholder":true,"num":7}]',
  '461-0["x",{"_placeholder":true,"num":0}]',
  '47',
  '49["x"]',
];

/** One change of a text, at a place that is counted modulo its length. */
interface TextChange {
  readonly at: number;
  readonly length: number;
  readonly change: 'cut' | 'drop' | 'insert' | 'replace' | 'repeat' | 'splice';
  readonly text: string;
}

const TEXTS = [
  '0',
  '-',
  '/',
  ',',
  '"',
  '\\',
  '[',
  ']',
  '{',
  '}',
  'e9',
  '.',
  '\u0000',
  '\u2028',
  '\ufeff',
  '\ud83d\ude00',
  '99999999999999999999',
  '"__proto__":{"polluted":1},',
  '\\ud800',
  '['.repeat(3_000),
  'x'.repeat(20_000),
];

const textChange: fc.Arbitrary<TextChange> = fc.record({
  at: fc.nat(100),
  length: fc.integer({ min: 1, max: 20 }),
  change: fc.constantFrom('cut', 'drop', 'insert', 'replace', 'repeat', 'splice'),
  text: fc.oneof(fc.constantFrom(...TEXTS), fc.constantFrom(...SEEDS), fc.string()),
});

function changeText(text: string, { at, length, change, text: other }: TextChange): string {
  const start = at % (text.length + 1);
  const [before, slice, after] = [
    text.slice(0, start),
    text.slice(start, start + length),
    text.slice(start + length),
  ];
  switch (change) {
    case 'cut':
      return before;
    case 'drop':
      return before + after;
    case 'insert':
      return before + other + slice + after;
    case 'replace':
      return before + other + after;
    case 'repeat':
      return before + slice.repeat(1 + (at % 50)) + after;
    case 'splice':
      return before + other.slice(start % (other.length + 1));
  }
}

const mutatedSeed = fc
  .tuple(fc.constantFrom(...SEEDS), fc.array(textChange, { maxLength: 3 }))
  .map(([seed, changes]) => changes.reduce(changeText, seed));

/** Numbers of acks: none, small, and absurd ones. */
const ackId = fc.oneof(
  { weight: 8, arbitrary: fc.constant('') },
  { weight: 8, arbitrary: fc.nat(99).map(String) },
  { weight: 1, arbitrary: fc.constantFrom('00', '-1', '9007199254740993', '1e5') },
);

/** Commands of the contract with payloads that fit the schema, or nearly. */
function commands(pool: Pool): fc.Arbitrary<string> {
  const known = Object.entries(socketCommands).map(([name, { payload }]) => {
    const json = z.toJSONSchema(payload, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
    return fc.tuple(ackId, nearValue(json, pool), fc.array(hostileValue, { maxLength: 1 })).map(
      // More arguments than a payload are allowed by Socket.IO.
      ([ack, value, more]) => `42${ack}${JSON.stringify([name, value, ...more])}`,
    );
  });
  return fc.oneof(...known);
}

const bytes = fc.uint8Array({ maxLength: 200 });

/** Frames that break RFC 6455, or that use it as browsers do not. */
function oddFrames(text: fc.Arbitrary<string>): fc.Arbitrary<RawFrame> {
  return fc.record({
    opcode: fc.constantFrom(0, 1, 1, 1, 2, 8, 9, 10, 3, 15),
    payload: fc.oneof(
      text,
      bytes,
      // Not UTF-8: a lone surrogate, an overlong slash, and half a character.
      fc.constantFrom(
        Buffer.from([0x34, 0x32, 0xed, 0xa0, 0x80]),
        Buffer.from([0x34, 0x32, 0xc0, 0xaf]),
        Buffer.from([0x34, 0x32, 0xf0, 0x9f]),
        Buffer.from([0x03, 0xe8]),
        Buffer.from([0x00, 0x01]),
      ),
    ),
    isFinal: fc.boolean(),
    reserved: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat(7)),
    isMasked: fc.oneof({ weight: 5, arbitrary: fc.constant(true) }, fc.constant(false)),
    claimedLength: fc.oneof(
      { weight: 4, arbitrary: fc.constant(undefined) },
      fc.constantFrom(0, 1, 70_000, 2 ** 31, 2 ** 40),
    ),
  });
}

/** What the fuzzer sends on a connection: one or more frames, one after another. */
export type WireInput = readonly RawFrame[];

/** A text message in several fragments, with a ping between them (RFC 6455, 5.4). */
const fragments = (text: string): RawFrame[] => {
  const payload = Buffer.from(text);
  const middle = payload.length >> 1;
  return [
    { ...plainFrame(payload.subarray(0, middle)), opcode: 1, isFinal: false },
    { ...plainFrame(Buffer.from('between')), opcode: 9 },
    { ...plainFrame(payload.subarray(middle)), opcode: 0 },
  ];
};

/** Returns an arbitrary of what to send. @param pool ids and codes that exist */
export function wireInput(pool: Pool): fc.Arbitrary<WireInput> {
  const command = commands(pool);
  const mutatedCommand = fc
    .tuple(command, fc.array(textChange, { minLength: 1, maxLength: 2 }))
    .map(([text, changes]) => changes.reduce(changeText, text));
  const text = fc.oneof(
    { weight: 10, arbitrary: command },
    { weight: 1, arbitrary: mutatedCommand },
    { weight: 2, arbitrary: mutatedSeed },
  );
  return fc.oneof(
    { weight: 16, arbitrary: text.map((message) => [plainFrame(message)]) },
    { weight: 2, arbitrary: text.map(fragments) },
    { weight: 1, arbitrary: bytes.map((content) => [plainFrame(content)]) },
    { weight: 1, arbitrary: oddFrames(text).map((frame) => [frame]) },
  );
}
