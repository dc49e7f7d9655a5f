import { expect, test } from 'vitest';
import { createLog, LogBuffer, logText, type LogLimits } from './log';

const START = Date.parse('2026-05-01T10:00:00.000Z');

function newLog(limits: Partial<LogLimits> = {}) {
  const clock = { now: START };
  const buffer = new LogBuffer(
    { lines: 100, characters: 10_000, ageMs: 60_000, ...limits },
    () => clock.now,
  );
  const messages = () => buffer.lines(START).map((line) => line.split(': ')[1]);
  return { buffer, clock, messages };
}

test('lines come in the order in which they were written, with relative and ISO times', () => {
  const { buffer, clock } = newLog();
  buffer.write('info', 'socket', 'connected');
  clock.now += 1_250;
  buffer.write('warn', 'ice', 'restart failed', { attempt: 2, participantId: 'p-7', relay: true });
  expect(buffer.lines(START)).toEqual([
    '+0.000s 2026-05-01T10:00:00.000Z info socket: connected',
    '+1.250s 2026-05-01T10:00:01.250Z warn ice: restart failed attempt=2 participantId=p-7 relay=true',
  ]);
});

test('an error is written with its name, its code and its scrubbed message', () => {
  const { buffer } = newLog();
  const error = Object.assign(new TypeError('GET https://10.0.0.1/x failed'), { code: 'NETWORK' });
  buffer.write('warn', 'http', 'request failed', { error });
  expect(buffer.lines(START)[0]).toContain("error='TypeError NETWORK: GET [url] failed'");
});

test('a thrown object that is no error is written as its code or its kind', () => {
  const { buffer } = newLog();
  buffer.write('warn', 'join', 'refused', { error: { code: 'ROOM_FULL', text: 'Ana' } });
  buffer.write('warn', 'join', 'refused', { error: new Map([['a', 'Ana']]) });
  buffer.write('warn', 'join', 'refused', { error: Object.create(null) });
  const lines = buffer.lines(START);
  expect(lines[0]).toMatch(/error=ROOM_FULL$/);
  expect(lines[1]).toMatch(/error='\[object Map\]'$/);
  expect(lines[2]).toMatch(/error='\[object Object\]'$/);
});

test('fields with private names and values that are objects are dropped', () => {
  const { buffer } = newLog();
  buffer.write('debug', 'chat', 'sent', {
    text: 'hello',
    accessToken: 'abc',
    displayName: 'Ana',
    sdp: 'v=0',
    label: 'Camera of Ana',
    address: '::1',
    message: { text: 'hello' },
    length: 5,
  });
  expect(buffer.lines(START)[0]).toMatch(/chat: sent length=5$/);
});

test('a string field is scrubbed and cut to 300 characters', () => {
  const { buffer } = newLog();
  buffer.write('debug', 'test', 'long', { reason: 'no way '.repeat(100), to: '10.1.2.3' });
  const [line = ''] = buffer.lines(START);
  expect(line.length).toBeLessThan(400);
  expect(line).toMatch(/to='\[ip\]'$/);
});

test('a line that repeats itself is kept once with its count and its last time', () => {
  const { buffer, clock } = newLog();
  for (let times = 0; times < 3; times++) {
    buffer.write('warn', 'http', 'no answer');
    clock.now += 1_000;
  }
  buffer.write('info', 'http', 'no answer');
  expect(buffer.lines(START)).toEqual([
    '+0.000s 2026-05-01T10:00:00.000Z warn http: no answer (3 times, last at 2026-05-01T10:00:02.000Z)',
    '+3.000s 2026-05-01T10:00:03.000Z info http: no answer',
  ]);
});

test('the oldest lines are dropped beyond the greatest number of lines', () => {
  const { buffer, messages } = newLog({ lines: 3 });
  for (const name of ['one', 'two', 'three', 'four', 'five']) buffer.write('info', 'test', name);
  expect(messages()).toEqual(['three', 'four', 'five']);
});

test('the oldest lines are dropped beyond the greatest number of characters', () => {
  const { buffer, messages } = newLog({ characters: 60 });
  for (const name of ['a', 'b', 'c', 'd']) buffer.write('info', 'test', name.repeat(18));
  expect(messages()).toEqual(['c'.repeat(18), 'd'.repeat(18)]);
});

test('lines older than the greatest age are dropped', () => {
  const { buffer, clock, messages } = newLog({ ageMs: 60_000 });
  buffer.write('info', 'test', 'old');
  clock.now += 50_000;
  buffer.write('info', 'test', 'young');
  clock.now += 20_000;
  expect(messages()).toEqual(['young']);
});

test('the text names the version and the browser and has the lines of every area', () => {
  createLog('ice').warn('restart failed', { attempt: 1 });
  createLog('chat').debug('resent');
  const text = logText({ version: '1.2.3', userAgent: 'Firefox 140' });
  expect(text).toMatch(/^Parley 1\.2\.3 debug log\n/);
  expect(text).toContain('browser Firefox 140');
  expect(text).toMatch(/warn ice: restart failed attempt=1\n.*debug chat: resent\n$/);
});
