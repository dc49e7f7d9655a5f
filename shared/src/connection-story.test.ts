import { describe, expect, test } from 'vitest';
import type { Activity } from './activities';
import type { ConnectionMinute } from './connections';
import { connectionStories, type PresentPerson, type StoryParts } from './connection-story';

const ANA = '0000000000000000000000a1';
const BEN = '0000000000000000000000b2';

const at = (time: string) => `2026-03-02T${time}${time.length === 5 ? ':00' : ''}.000Z`;
const STYLE = { time: (instant: string) => instant.slice(11, 16) };

const person = (fields: Partial<PresentPerson> = {}): PresentPerson => ({
  id: ANA,
  displayName: 'Ana',
  intervals: [{ joinedAt: at('14:00'), leftAt: at('15:00') }],
  ...fields,
});

/** A good minute of the meeting that begins at 14:00, apart from some values. */
const minute = (number: number, values: Partial<ConnectionMinute> = {}): ConnectionMinute => ({
  minute: number,
  uplinkLoss: 0,
  downlinkLoss: 0,
  rttMs: 40,
  isRelayed: false,
  limitation: 'none',
  ...values,
});

let lastId = 0;
const reconnected = (time: string): Activity => ({
  id: (lastId += 1).toString(16).padStart(24, '0'),
  at: at(time),
  kind: 'reconnected',
  participantId: ANA,
  since: at('14:00'),
});

const told = (parts: Partial<StoryParts>, style: Parameters<typeof connectionStories>[1] = STYLE) =>
  connectionStories(
    {
      startedAt: at('14:00'),
      endedAt: at('15:00'),
      attendances: [person()],
      activities: [],
      connections: [],
      ...parts,
    },
    style,
  );

/** The story of Ana with these minutes. */
function storyOf(
  minutes: ConnectionMinute[],
  parts: Partial<StoryParts> = {},
): { summary: string; sentences: string[]; isGood: boolean } {
  const [story] = told({ connections: [{ participantId: ANA, minutes }], ...parts });
  const { summary = '', sentences = [], isGood = false } = story ?? {};
  return { summary, sentences: sentences.map(({ text }) => text), isGood };
}

interface Case {
  readonly minutes: ConnectionMinute[];
  readonly parts?: Partial<StoryParts>;
  readonly summary: string;
  readonly sentences: string[];
}

const GOOD = [minute(0)];
const open = {
  endedAt: null,
  attendances: [person({ intervals: [{ joinedAt: at('14:00'), leftAt: null }] })],
};

const CASES: Record<string, Case> = {
  'a good connection is one line': {
    minutes: GOOD,
    summary: 'Good all the time',
    sentences: [],
  },
  'loss and delay below what others notice are good': {
    minutes: [minute(0), minute(3, { uplinkLoss: 2, downlinkLoss: 2, rttMs: 299 })],
    summary: 'Good all the time',
    sentences: [],
  },
  'loss in consecutive minutes is one time span with the maximum': {
    minutes: [0, 5, 6, 7, 8, 9, 10].map((number) =>
      minute(number, { uplinkLoss: [0, 0, 0, 0, 0, 4, 7, 12, 3, 3, 0][number] ?? 0 }),
    ),
    summary: 'Uplink lost up to 12 % in 5 minutes',
    sentences: ["14:05–14:09 Ana's uplink lost up to 12 %"],
  },
  'the loss of one minute is exact': {
    minutes: [minute(0), minute(5, { downlinkLoss: 12 }), minute(6)],
    summary: 'Downlink lost 12 % in 1 minute',
    sentences: ["14:05 Ana's downlink lost 12 %"],
  },
  'a good minute in between makes two time spans': {
    minutes: [minute(5, { uplinkLoss: 4 }), minute(6), minute(7, { uplinkLoss: 8 })],
    summary: 'Uplink lost up to 8 % in 2 minutes',
    sentences: ["14:05 Ana's uplink lost 4 %", "14:07 Ana's uplink lost 8 %"],
  },
  'a delay is told in milliseconds': {
    minutes: [minute(5, { rttMs: 420 }), minute(6, { rttMs: 380 })],
    summary: 'Delay up to 420 ms in 2 minutes',
    sentences: ["14:05–14:06 Ana's delay was up to 420 ms"],
  },
  'a relay is no fault': {
    minutes: [minute(0, { isRelayed: true }), minute(20, { isRelayed: true })],
    summary: 'Relayed, good all the time',
    sentences: ['Ana was relayed'],
  },
  'a relay for a part of the time lasts until a minute says otherwise': {
    minutes: [minute(0), minute(10, { isRelayed: true }), minute(32)],
    summary: 'Relayed, good all the time',
    sentences: ['Ana was relayed from 14:10 to 14:31'],
  },
  'a limited video lasts until a minute says otherwise': {
    minutes: [minute(0), minute(20, { limitation: 'cpu' }), minute(32)],
    summary: 'The processor limited the video',
    sentences: ["Ana's processor limited the video from 14:20 to 14:31"],
  },
  'a limited video of one minute': {
    minutes: [minute(20, { limitation: 'bandwidth' }), minute(21)],
    summary: 'The network limited the video',
    sentences: ["Ana's network limited the video at 14:20"],
  },
  'a limited video ends when the participant leaves': {
    minutes: [minute(0), minute(20, { limitation: 'cpu' }), minute(50)],
    parts: {
      attendances: [
        person({
          intervals: [
            { joinedAt: at('14:00'), leftAt: at('14:25:30') },
            { joinedAt: at('14:50:10'), leftAt: at('15:00') },
          ],
        }),
      ],
    },
    summary: 'The processor limited the video',
    sentences: ["Ana's processor limited the video from 14:20 to 14:25"],
  },
  'a limited video goes on while the meeting runs': {
    minutes: [minute(20, { limitation: 'cpu' })],
    parts: open,
    summary: 'The processor limited the video',
    sentences: ["Ana's processor limited the video since 14:20"],
  },
  'a video that stays limited with and without loss is one time span': {
    minutes: [
      minute(20, { limitation: 'cpu' }),
      minute(22, { limitation: 'cpu', uplinkLoss: 5 }),
      minute(23, { limitation: 'cpu' }),
      minute(30),
    ],
    summary: 'Uplink lost 5 % in 1 minute, the processor limited the video',
    sentences: [
      "Ana's processor limited the video from 14:20 to 14:29",
      "14:22 Ana's uplink lost 5 %",
    ],
  },
  'a minute in which the participant was not there does not count': {
    minutes: [minute(5, { uplinkLoss: 50 }), minute(30), minute(45, { uplinkLoss: 60 })],
    parts: {
      attendances: [person({ intervals: [{ joinedAt: at('14:20'), leftAt: at('14:40') }] })],
    },
    summary: 'Good all the time',
    sentences: [],
  },
  'one reconnect': {
    minutes: GOOD,
    parts: { activities: [reconnected('14:11')] },
    summary: 'Reconnected',
    sentences: ['Ana reconnected at 14:11'],
  },
  'two reconnects': {
    minutes: GOOD,
    parts: { activities: [reconnected('14:30'), reconnected('14:11')] },
    summary: 'Reconnected twice',
    sentences: ['Ana reconnected twice (14:11, 14:30)'],
  },
  'a participant who was too short there for a measurement': {
    minutes: [],
    summary: 'No measurements',
    sentences: [],
  },
  'a reconnect without measurements': {
    minutes: [],
    parts: { activities: [reconnected('14:11')] },
    summary: 'Reconnected, no measurements',
    sentences: ['Ana reconnected at 14:11'],
  },
};

describe('the connection story in words', () => {
  test.each(Object.entries(CASES))('%s', (_name, { minutes, parts, summary, sentences }) => {
    const story = storyOf(minutes, parts);
    expect(story.summary).toBe(summary);
    expect(story.sentences).toEqual(sentences);
  });

  test('many reconnects are counted, and the first times are listed', () => {
    const activities = Array.from({ length: 20 }, (_, index) => reconnected(`14:${10 + index}`));
    const { summary, sentences } = storyOf(GOOD, { activities });
    expect(summary).toBe('Reconnected 20 times');
    expect(sentences[0]).toMatch(/^Ana reconnected 20 times \(14:10, .*14:21 and 8 more times\)$/);
  });

  test('each participant has a story, in the order of the attendances', () => {
    const stories = told({
      attendances: [person({ id: BEN, displayName: 'Ben' }), person()],
      connections: [{ participantId: ANA, minutes: [minute(5, { uplinkLoss: 12 })] }],
    });
    expect(stories.map(({ participantId, isGood }) => [participantId, isGood])).toEqual([
      [BEN, true],
      [ANA, false],
    ]);
    expect(stories[1]?.sentences[0]?.at).toBe(at('14:05'));
  });

  test('a sentence has the name of its time, written as its reader needs it', () => {
    const activities: Activity[] = [
      {
        id: '0000000000000000000000ff',
        at: at('14:10'),
        kind: 'renamed',
        participantId: ANA,
        names: { before: 'Ana', after: 'Anna' },
      },
    ];
    const minutes = [minute(5, { uplinkLoss: 12 }), minute(20, { uplinkLoss: 5 })];
    const [story] = told(
      {
        attendances: [person({ displayName: 'Anna' })],
        activities,
        connections: [{ participantId: ANA, minutes }],
      },
      { ...STYLE, show: (label) => `*${label}*` },
    );
    expect(story?.sentences.map(({ text }) => text)).toEqual([
      "14:05 *Ana*'s uplink lost 12 %",
      "14:20 *Anna*'s uplink lost 5 %",
    ]);
  });
});
