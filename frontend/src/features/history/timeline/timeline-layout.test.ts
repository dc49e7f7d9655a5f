import { expect, test } from 'vitest';
import { recordEvents } from '@parley/shared/record-events';
import {
  exampleActivity,
  exampleId,
  exampleLine,
  exampleMark,
  examplePerson,
  exampleRecord,
  minute,
  speaker,
} from '../testing/example-record';
import {
  nearestSymbol,
  sharesOf,
  SYMBOL_SIZE,
  type TimelineInput,
  timelineRows,
} from './timeline-layout';
import { symbolWords } from './timeline-words';

/** An hour on 600 pixels: ten for each minute. */
function layout(meeting = exampleRecord(), lines: TimelineInput['lines'] = []) {
  return timelineRows({
    meeting,
    lines,
    events: recordEvents(meeting),
    start: Date.parse(minute(0)),
    end: Date.parse(minute(60)),
    width: 600,
  });
}

test('each person has a row with a bar for each stay', () => {
  const rows = layout(
    exampleRecord({
      attendances: [
        examplePerson(1),
        examplePerson(2, {
          intervals: [
            { joinedAt: minute(6), leftAt: minute(12) },
            { joinedAt: minute(30), leftAt: null },
          ],
        }),
      ],
    }),
  );
  expect(rows.map(({ bars }) => bars)).toEqual([
    [{ x: 0, width: 600 }],
    [
      { x: 60, width: 60 },
      { x: 300, width: 300 },
    ],
  ]);
});

test('a stay of a moment is still visible, also at the end', () => {
  const moment = { joinedAt: minute(60), leftAt: minute(60) };
  const [row] = layout(exampleRecord({ attendances: [examplePerson(1, { intervals: [moment] })] }));
  expect(row?.bars).toEqual([{ x: 597, width: 3 }]);
});

test('symbols that are far from each other stay apart, close ones become one', () => {
  const lines = [exampleLine(1, 10), exampleLine(2, 11), exampleLine(3, 30)];
  const [row] = layout(exampleRecord(), lines);
  const chats = row?.symbols.filter(({ kind }) => kind === 'chat') ?? [];
  expect(chats.map(({ x, events }) => [x, events.length])).toEqual([
    [100, 2],
    [300, 1],
  ]);
});

test('the most important thing gives a joined symbol its kind, and a marked line counts once', () => {
  const lines = [exampleLine(1, 10), exampleLine(2, 10), exampleLine(3, 10)];
  const marks = [exampleMark(1, lines[1] as (typeof lines)[0], { kind: 'decision' })];
  const [row] = layout(exampleRecord({ marks }), lines);
  const symbol = row?.symbols[1];
  expect(symbol?.kind).toBe('decision');
  expect(symbol?.events.map(({ kind }) => kind).sort()).toEqual(['chat', 'chat', 'decision']);
});

test('a mark stands in the row of the person who wrote the line', () => {
  const line = exampleLine(1, 10, { speaker: speaker(2) });
  const [ana, ben] = layout(exampleRecord({ marks: [exampleMark(1, line)] }), [line]);
  expect(ana?.symbols.map(({ kind }) => kind)).toEqual(['joined', 'left']);
  expect(ben?.symbols.map(({ kind }) => kind)).toEqual(['joined', 'moment', 'left']);
});

test('two hundred lines of one person become no more symbols than fit', () => {
  const lines = Array.from({ length: 200 }, (_, index) => exampleLine(index, index * 0.3));
  const symbols = layout(exampleRecord(), lines)[0]?.symbols ?? [];
  const gaps = symbols.slice(1).map(({ x }, index) => x - (symbols[index]?.x ?? 0));
  expect(symbols.length).toBeLessThanOrEqual(600 / SYMBOL_SIZE);
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(SYMBOL_SIZE);
  expect(symbols.flatMap(({ events }) => events)).toHaveLength(202);
});

test('fifty people over eight hours are laid out within a moment', () => {
  const attendances = Array.from({ length: 50 }, (_, index) => examplePerson(index + 1));
  const lines = Array.from({ length: 5_000 }, (_, index) =>
    exampleLine(index, index / 10, { speaker: speaker((index % 50) + 1) }),
  );
  const meeting = exampleRecord({ attendances });
  const before = performance.now();
  const rows = timelineRows({
    meeting,
    lines,
    events: recordEvents(meeting),
    start: Date.parse(minute(0)),
    end: Date.parse(minute(480)),
    width: 880,
  });
  expect(performance.now() - before).toBeLessThan(1_000);
  expect(rows.flatMap(({ symbols }) => symbols).length).toBeLessThanOrEqual(
    (50 * 880) / SYMBOL_SIZE,
  );
});

const share = (number: number, at: number, kind: 'share_started' | 'share_stopped') =>
  exampleActivity(number, at, kind);
const minutesOf = (shares: ReturnType<typeof sharesOf>): number[][] =>
  shares.map(({ from, to }) =>
    [from, to].map((at) => Math.round((at - Date.parse(minute(0))) / 60_000)),
  );

test.each([
  [
    'a share from start to stop',
    [share(1, 5, 'share_started'), share(2, 9, 'share_stopped')],
    [[5, 9]],
  ],
  ['a share without a stop ends when the person leaves', [share(1, 5, 'share_started')], [[5, 20]]],
  [
    'a second start without a stop begins another share',
    [share(1, 5, 'share_started'), share(2, 8, 'share_started'), share(3, 9, 'share_stopped')],
    [
      [5, 8],
      [8, 9],
    ],
  ],
  ['a stop without a start is nothing', [share(1, 5, 'share_stopped')], []],
])('%s', (_name, activities, expected) => {
  const person = examplePerson(1, { intervals: [{ joinedAt: minute(0), leftAt: minute(20) }] });
  expect(minutesOf(sharesOf(person, activities, Date.parse(minute(60))))).toEqual(expected);
});

test('the nearest symbol of a row is found, and none in an empty row', () => {
  const symbols = [10, 50, 200].map((x) => ({ x, kind: 'chat' as const, events: [] }));
  expect([0, 40, 130, 900].map((x) => nearestSymbol(symbols, x))).toEqual([0, 1, 2, 2]);
  expect(nearestSymbol([], 5)).toBe(-1);
});

test('a symbol says when and what, with numbers where they matter', () => {
  const at = minute(5);
  const key = exampleId('b', 1);
  const words = symbolWords([
    { kind: 'chat', at, key },
    { kind: 'chat', at, key },
    { kind: 'decision', at, key },
    { kind: 'hand', at, key },
  ]);
  expect(words).toMatch(/: 1 decision, raised hand, 2 messages$/);
});
