import { expect, test } from 'vitest';
import { exampleLine, exampleRecord, minute, speaker } from '../testing/example-record';
import { type ConversationItem, conversationItems, itemAt } from './conversation-items';
import { recordEvents } from '@parley/shared/record-events';

const events = recordEvents(exampleRecord());
const shown = (items: readonly ConversationItem[]): string[] =>
  items.map((item) =>
    item.kind === 'line'
      ? `${item.isContinued ? '…' : item.line.speaker.displayName}: ${item.line.text}`
      : item.kind === 'event'
        ? item.event.words
        : 'day',
  );
const input = { events, hasMore: false, hasDays: false };

test('lines stand between what happened before and after them', () => {
  const lines = [exampleLine(1, 5), exampleLine(2, 6, { speaker: speaker(2) })];
  expect(shown(conversationItems({ ...input, lines }))).toEqual([
    'Ana joined',
    'Ben joined',
    'Ana: Line 1',
    'Ben: Line 2',
    'Ana left',
    'Ben left',
  ]);
});

test('a line of the same moment as a join comes after it, and before a leave', () => {
  const lines = [exampleLine(1, 0), exampleLine(2, 60)];
  expect(shown(conversationItems({ ...input, lines }))).toEqual([
    'Ana joined',
    'Ben joined',
    'Ana: Line 1',
    '…: Line 2',
    'Ana left',
    'Ben left',
  ]);
});

test('the name stands again after an event, and for the same person with another name', () => {
  const lines = [
    exampleLine(1, 5),
    exampleLine(2, 6),
    exampleLine(3, 7, { speaker: speaker(1, { displayName: 'Dr. Ana' }) }),
  ];
  expect(shown(conversationItems({ ...input, events: [], lines }))).toEqual([
    'Ana: Line 1',
    '…: Line 2',
    'Dr. Ana: Line 3',
  ]);
});

test('what happened after the last loaded line waits for the next page', () => {
  const items = conversationItems({ ...input, lines: [exampleLine(1, 5)], hasMore: true });
  expect(shown(items)).toEqual(['Ana joined', 'Ben joined', 'Ana: Line 1']);
});

test('a meeting of several days has a separator before each day', () => {
  const lines = [exampleLine(1, 5), exampleLine(2, 1_445), exampleLine(3, 1_446)];
  const items = conversationItems({ ...input, events: [], lines, hasDays: true });
  expect(shown(items)).toEqual(['day', 'Ana: Line 1', 'day', 'Ana: Line 2', '…: Line 3']);
});

test('a place is the line itself, or else the first thing at or after its moment', () => {
  const items = conversationItems({ ...input, lines: [exampleLine(1, 5), exampleLine(2, 30)] });
  const [, , first, second, end] = items;
  expect(itemAt(items, { key: second?.key, at: minute(0) })).toBe(second);
  expect(itemAt(items, { key: 'event-hidden', at: minute(4) })).toBe(first);
  expect(itemAt(items, { at: minute(31) })).toBe(end);
  expect(itemAt(items, { at: minute(90) })).toBe(items.at(-1));
  expect(itemAt(items, { key: 'line-unknown' })).toBeUndefined();
});
