import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  ANA,
  createMarkLog,
  disposeMarkLogs,
  lineOf,
  MarkServer,
  ME,
  shownMarks,
} from './fake-mark-server';

const LINE = lineOf(1, 'We ship on Monday');
const OTHER = lineOf(2, 'Who tells the customers?');

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  disposeMarkLogs();
  vi.useRealTimers();
});

const passTime = (ms: number) => vi.advanceTimersByTimeAsync(ms);

function joined(server = new MarkServer(), lines = [LINE, OTHER]) {
  const log = createMarkLog(server);
  log.joined(server.ack(lines));
  return { server, log };
}

test('the marks load after the first seconds of a call, which belong to the connections', async () => {
  const { server, log } = joined();
  server.store(ANA, LINE.id, 'decision');
  await passTime(1_000);
  expect(server.requested).toEqual([]);
  await passTime(3_000);
  expect(server.requested).toEqual(['listMarks']);
  expect(shownMarks(log, LINE.id)).toEqual(['decision by Ana']);
});

test('opening the chat loads the marks at once, and only once', async () => {
  const { server, log } = joined();
  log.hurry();
  await passTime(0);
  log.hurry();
  await passTime(10_000);
  expect(server.requested).toEqual(['listMarks']);
});

test('a meeting without lines has no marks to load', async () => {
  const { server } = joined(new MarkServer(), []);
  await passTime(10_000);
  expect(server.requested).toEqual([]);
});

test('a mark is shown at once and stays with the answer of the server', async () => {
  const { server, log } = joined();
  const adding = log.add(LINE, { kind: 'decision' });
  expect(shownMarks(log, LINE.id)).toEqual(['decision by Me (pending)']);
  await adding;
  expect(shownMarks(log, LINE.id)).toEqual(['decision by Me']);
  expect(server.bodies).toEqual([{ lineId: LINE.id, kind: 'decision' }]);
});

test('a refused mark disappears, and the caller learns why', async () => {
  const { server, log } = joined();
  server.trouble.push('TOO_MANY_MARKS');
  await expect(log.add(LINE, { kind: 'moment' })).rejects.toMatchObject({ code: 'TOO_MANY_MARKS' });
  expect(shownMarks(log, LINE.id)).toEqual([]);
});

test('two people who mark the same line see one mark, that of the first', async () => {
  const { server, log } = joined();
  const first = server.store(ANA, LINE.id, 'decision');
  const adding = log.add(LINE, { kind: 'decision' });
  server.emit('mark:changed', { mark: first });
  expect(shownMarks(log, LINE.id)).toEqual(['decision by Me (pending)']);
  expect((await adding).author).toEqual(ANA);
  expect(shownMarks(log, LINE.id)).toEqual(['decision by Ana']);
});

test('marks of one line are in the order of their kinds, and other lines keep their list', () => {
  const { server, log } = joined();
  server.emit('mark:changed', { mark: server.store(ANA, OTHER.id, 'moment') });
  const before = log.byLine.get().get(OTHER.id);
  server.emit('mark:changed', { mark: server.store(ANA, LINE.id, 'action') });
  server.emit('mark:changed', { mark: server.store(ANA, LINE.id, 'moment') });
  expect(shownMarks(log, LINE.id)).toEqual(['moment by Ana', 'action by Ana']);
  expect(log.byLine.get().get(OTHER.id)).toBe(before);
});

test('a removed mark disappears at once, and is back if the server does not answer', async () => {
  const { server, log } = joined();
  const mark = server.store(ANA, LINE.id, 'decision');
  server.emit('mark:changed', { mark });
  server.trouble.push('NETWORK');
  const removing = log.remove(mark);
  expect(shownMarks(log, LINE.id)).toEqual([]);
  await expect(removing).rejects.toMatchObject({ code: 'NETWORK' });
  expect(shownMarks(log, LINE.id)).toEqual(['decision by Ana']);
  await log.remove(mark);
  expect(shownMarks(log, LINE.id)).toEqual([]);
});

test('a mark that somebody removes before its answer arrives does not come back', async () => {
  const { server, log } = joined();
  let release = (): void => undefined;
  server.hold = new Promise((resolve) => {
    release = resolve;
  });
  const adding = log.add(LINE, { kind: 'decision' });
  const mark = server.store(ME, LINE.id, 'decision');
  server.emit('mark:changed', { mark });
  server.emit('mark:removed', { id: mark.id });
  release();
  await adding;
  expect(shownMarks(log, LINE.id)).toEqual([]);
});

test('an answer does not undo a newer change that came as an event', async () => {
  const { server, log } = joined();
  let release = (): void => undefined;
  server.hold = new Promise((resolve) => {
    release = resolve;
  });
  const adding = log.add(LINE, { kind: 'action' });
  const mark = server.store(ME, LINE.id, 'action');
  const done = { at: '2026-05-01T10:06:00.000Z', by: 'Ana' };
  server.emit('mark:changed', { mark: { ...mark, done } });
  release();
  await adding;
  expect(log.find(LINE.id, 'action')?.done).toEqual(done);
});

test('events that arrive while the list loads are not lost', async () => {
  const { server, log } = joined();
  const old = server.store(ANA, LINE.id, 'moment');
  let release = (): void => undefined;
  server.hold = new Promise((resolve) => {
    release = resolve;
  });
  log.hurry();
  await passTime(0);
  server.emit('mark:changed', { mark: server.store(ANA, OTHER.id, 'decision') });
  server.emit('mark:removed', { id: old.id });
  release();
  await passTime(0);
  expect(shownMarks(log, LINE.id)).toEqual([]);
  expect(shownMarks(log, OTHER.id)).toEqual(['decision by Ana']);
});

test('after a reconnect the list loads again and shows what was missed', async () => {
  const { server, log } = joined();
  await passTime(5_000);
  server.state.set('disconnected');
  server.store(ANA, LINE.id, 'action');
  server.state.set('connected');
  log.joined(server.ack([LINE, OTHER]));
  await passTime(5_000);
  expect(shownMarks(log, LINE.id)).toEqual(['action by Ana']);
});

test('loading is repeated after passing errors, and given up after others', async () => {
  const { server, log } = joined();
  server.store(ANA, LINE.id, 'moment');
  server.trouble.push('NETWORK', 'UNAVAILABLE');
  await passTime(5_000);
  expect(server.requested).toHaveLength(3);
  expect(shownMarks(log, LINE.id)).toEqual(['moment by Ana']);
  server.trouble.push('NOT_FOUND');
  log.joined(server.ack([LINE]));
  await passTime(20_000);
  expect(server.requested).toHaveLength(4);
});

test('the next meeting of the room starts without marks', async () => {
  const { server, log } = joined();
  server.emit('mark:changed', { mark: server.store(ANA, LINE.id, 'moment') });
  log.joined(server.ack([], '2'.repeat(24)));
  expect(log.byLine.get().size).toBe(0);
});
