import { describe, expect, test } from 'vitest';
import type { Activity } from './activities';
import { activityWords, nameAt } from './activity-words';

const ANA = '0000000000000000000000a1';
const BEN = '0000000000000000000000b2';

let lastId = 0;
const activity = (fields: Partial<Activity>): Activity => ({
  id: (lastId += 1).toString(16).padStart(24, '0'),
  at: '2026-03-02T14:05:00.000Z',
  kind: 'hand_raised',
  participantId: ANA,
  ...fields,
});
const renamed = (at: string, before: string, after: string, participantId = ANA) =>
  activity({
    kind: 'renamed',
    at: `2026-03-02T${at}:00.000Z`,
    names: { before, after },
    participantId,
  });

describe('words of an activity', () => {
  const since = (instant: string): Partial<Activity> => ({
    kind: 'reconnected',
    since: `2026-03-02T${instant}Z`,
  });
  test.each<[string, Partial<Activity>]>([
    ['Ana shared a screen', { kind: 'share_started' }],
    ['Ana stopped sharing', { kind: 'share_stopped' }],
    ['Ana raised a hand', { kind: 'hand_raised' }],
    ['Ana lowered the hand', { kind: 'hand_lowered' }],
    [
      'Ben is now called Benjamin',
      { kind: 'renamed', names: { before: 'Ben', after: 'Benjamin' } },
    ],
    [
      'Deleted account took another name',
      {
        kind: 'renamed',
        names: { before: 'Deleted account', after: 'Deleted account' },
      },
    ],
    ['Ana took another name', { kind: 'renamed' }],
    ['Ana reconnected', { kind: 'reconnected' }],
    ['Ana reconnected after 20 seconds', since('14:04:40.100')],
    ['Ana reconnected after 1 second', since('14:04:59.900')],
    ['Ana reconnected after 3 minutes', since('14:02:10.000')],
  ])('%s', (words, fields) => {
    expect(activityWords(activity(fields), 'Ana')).toBe(words);
  });

  test('every name in a sentence is written as the reader of the text needs it', () => {
    const show = (label: string) => `<${label}>`;
    expect(activityWords(activity({}), 'Ana', show)).toBe('<Ana> raised a hand');
    expect(activityWords(renamed('14:00', 'Ben', 'Ana'), 'Ben', show)).toBe(
      '<Ben> is now called <Ana>',
    );
  });
});

describe('the name at a moment', () => {
  const activities = [
    renamed('14:20', 'Anna', 'Ana K.'),
    renamed('14:10', 'Ana', 'Anna'),
    renamed('14:05', 'Ben', 'Benjamin', BEN),
    activity({}),
  ];
  const ana = { id: ANA, displayName: 'Ana K.' };

  test.each([
    ['14:00', 'Ana'],
    ['14:09', 'Ana'],
    ['14:10', 'Anna'],
    ['14:19', 'Anna'],
    ['14:20', 'Ana K.'],
    ['15:00', 'Ana K.'],
  ])('at %s it is %s', (time, name) => {
    expect(nameAt(ana, activities, `2026-03-02T${time}:00.000Z`)).toBe(name);
  });

  test('without a change of name it is the latest label, with its number', () => {
    const cem = { id: '0000000000000000000000c3', displayName: 'Cem', nameNumber: 2 };
    expect(nameAt(cem, activities, '2026-03-02T14:00:00.000Z')).toBe('Cem (2)');
  });
});
