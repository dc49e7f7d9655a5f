import { expect, test } from 'vitest';
import {
  exampleActivity,
  exampleId,
  examplePerson,
  exampleRecord,
  minute,
} from '../testing/example-record';
import { recordEvents } from './record-events';

const wordsOf = (meeting: Parameters<typeof recordEvents>[0]): string[] =>
  recordEvents(meeting).map(({ words }) => words);

test('joins, leaves, activities and host actions stand in the order of time', () => {
  const meeting = exampleRecord({
    attendances: [
      examplePerson(1),
      examplePerson(2, {
        intervals: [
          { joinedAt: minute(2), leftAt: minute(20) },
          { joinedAt: minute(25), leftAt: minute(60) },
        ],
      }),
    ],
    activities: [exampleActivity(1, 10, 'share_started', { participantId: exampleId('a', 2) })],
    hostActions: [
      {
        id: exampleId('e', 5),
        at: minute(12),
        kind: 'mute',
        actor: { id: exampleId('a', 1), displayName: 'Ana' },
        target: { id: exampleId('a', 2), displayName: 'Ben' },
      },
    ],
  });
  expect(wordsOf(meeting)).toEqual([
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
  const meeting = exampleRecord({
    attendances: [examplePerson(1, { displayName: 'Dr. Ana' })],
    activities: [exampleActivity(1, 30, 'renamed', { names: { before: 'Ana', after: 'Dr. Ana' } })],
  });
  expect(wordsOf(meeting)).toEqual(['Ana joined', 'Ana is now called Dr. Ana', 'Dr. Ana left']);
});

test('a participant who is still in the meeting has not left', () => {
  const meeting = exampleRecord({
    attendances: [examplePerson(1, { intervals: [{ joinedAt: minute(0), leftAt: null }] })],
  });
  expect(wordsOf(meeting)).toEqual(['Ana joined']);
});
