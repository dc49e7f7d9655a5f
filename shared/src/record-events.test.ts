import { expect, test } from 'vitest';
import type { Attendance } from './history';
import { recordEvents, type EventSource } from './record-events';

const [ANA, BEN] = ['a'.repeat(24), 'b'.repeat(24)];

const minute = (minutes: number): string =>
  new Date(Date.parse('2026-06-03T12:00:00.000Z') + minutes * 60_000).toISOString();

const person = (id: string, displayName: string, fields: Partial<Attendance> = {}): Attendance => ({
  id,
  displayName,
  isOwner: false,
  isMe: false,
  joinedAt: minute(0),
  leftAt: minute(60),
  intervals: [{ joinedAt: minute(0), leftAt: minute(60) }],
  presentSeconds: 3_600,
  ...fields,
});

const wordsOf = (source: Partial<EventSource>): string[] =>
  recordEvents({ attendances: [], activities: [], hostActions: [], ...source }).map(
    ({ words }) => words,
  );

const removal = {
  id: 'e'.repeat(24),
  at: minute(30),
  kind: 'remove' as const,
  actor: { id: ANA, displayName: 'Ana' },
  target: { id: BEN, displayName: 'Ben' },
};

test('joins, leaves, activities and host actions stand in the order of time', () => {
  const intervals = [
    { joinedAt: minute(2), leftAt: minute(20) },
    { joinedAt: minute(25), leftAt: minute(60) },
  ];
  expect(
    wordsOf({
      attendances: [person(ANA, 'Ana'), person(BEN, 'Ben', { intervals })],
      activities: [
        { id: 'c'.repeat(24), at: minute(10), kind: 'share_started', participantId: BEN },
      ],
      hostActions: [{ ...removal, at: minute(12), kind: 'mute' }],
    }),
  ).toEqual([
    'Ana joined',
    'Ben joined',
    'Ben shared a screen',
    'Ana muted Ben',
    'Ben left',
    'Ben came back',
    'Ana left',
    'Ben left',
  ]);
});

test('an event has the name of its time, and a rename has both', () => {
  const names = { before: 'Ana', after: 'Dr. Ana' };
  expect(
    wordsOf({
      attendances: [person(ANA, 'Dr. Ana')],
      activities: [
        { id: 'c'.repeat(24), at: minute(30), kind: 'renamed', participantId: ANA, names },
      ],
    }),
  ).toEqual(['Ana joined', 'Ana is now called Dr. Ana', 'Dr. Ana left']);
});

test('a participant who is still in the meeting has not left', () => {
  const intervals = [{ joinedAt: minute(0), leftAt: null }];
  expect(wordsOf({ attendances: [person(ANA, 'Ana', { intervals })] })).toEqual(['Ana joined']);
});

test('for a removed reader, the others have not left at the moment of the removal', () => {
  const intervals = [{ joinedAt: minute(0), leftAt: minute(30) }];
  expect(
    wordsOf({
      attendances: [
        person(ANA, 'Ana', { intervals }),
        person(BEN, 'Ben', { intervals, isMe: true }),
      ],
      hostActions: [removal],
      readableUntil: minute(30),
    }),
  ).toEqual(['Ana joined', 'Ben joined', 'Ana removed Ben', 'Ben left']);
});
