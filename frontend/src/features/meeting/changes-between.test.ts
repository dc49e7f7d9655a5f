import { DEFAULT_CONTROLS } from '@parley/shared/roles';
import type { MediaState, Participant } from '@parley/shared/participants';
import { expect, test } from 'vitest';
import type { CallSnapshot, RemoteSnapshot } from '../../call/session/call-snapshot';
import { INITIAL_SNAPSHOT } from '../../call/session/call-store';
import { participantNamed, remoteNamed } from '../../call/testing/fake-call';
import { changesBetween } from './changes-between';

/** All changes as sentences, in the order in which they are announced. */
const sentencesBetween = (before: CallSnapshot, now: CallSnapshot): string[] => {
  const { joined, left, sentences } = changesBetween(before, now);
  return [
    ...sentences,
    ...joined.map((name) => `${name} joined`),
    ...left.map((name) => `${name} left`),
  ];
};

const MEETING: CallSnapshot['meeting'] = {
  id: 'm1',
  room: { code: 'abc', name: 'Planning' },
  capacity: 4,
  startedAt: '2026-01-01T10:00:00.000Z',
  controls: DEFAULT_CONTROLS,
};

const person = (displayName: string, media: Partial<MediaState> = {}): RemoteSnapshot =>
  remoteNamed(displayName, {
    participant: participantNamed(displayName, {
      media: { microphone: true, camera: true, screen: false, hand: false, ...media },
    }),
  });

const call = (remotes: RemoteSnapshot[], change: Partial<CallSnapshot> = {}): CallSnapshot => ({
  ...INITIAL_SNAPSHOT,
  phase: 'live',
  meeting: MEETING,
  remotes,
  ...change,
});

test('joins and leaves are announced', () => {
  const before = call([person('Ana')]);
  expect(sentencesBetween(before, call([person('Ana'), person('Ben')]))).toEqual(['Ben joined']);
  expect(sentencesBetween(before, call([]))).toEqual(['Ana left']);
});

test('a raised hand and a shared screen are announced once', () => {
  const before = call([person('Ana')]);
  const raised = call([person('Ana', { hand: true })]);
  expect(sentencesBetween(before, raised)).toEqual(['Ana raised a hand']);
  expect(sentencesBetween(raised, call([person('Ana', { hand: true })]))).toEqual([]);
  expect(sentencesBetween(before, call([person('Ana', { screen: true })]))).toEqual([
    'Ana is sharing a screen',
  ]);
});

test('a participant whose connection fails is announced once', () => {
  const before = call([{ ...person('Ana'), initialConnect: 'connecting' }]);
  const missing = { ...person('Ana'), initialConnect: 'timed-out' } as const;
  expect(sentencesBetween(before, call([missing]))).toEqual([
    'No connection to Ana yet. Parley keeps trying.',
  ]);
  const raised = { ...person('Ana', { hand: true }), initialConnect: 'timed-out' } as const;
  expect(sentencesBetween(call([missing]), call([raised]))).toEqual(['Ana raised a hand']);
});

test('participants who joined earlier are not announced', () => {
  const joining = call([], { phase: 'joining', meeting: null });
  expect(sentencesBetween(joining, call([person('Ana')]))).toEqual([]);
});

test('leaving announces no leave of another participant', () => {
  const before = call([person('Ana')]);
  expect(sentencesBetween(before, call([], { meeting: null }))).toEqual([]);
  expect(sentencesBetween(before, call([], { phase: 'left' }))).toEqual([]);
});

test('a changed name is announced with the old one, with name numbers and isolated text', () => {
  const cleo = person('Cleo');
  const named = (name: Partial<Participant>): RemoteSnapshot => ({
    ...cleo,
    participant: { ...cleo.participant, ...name },
  });
  expect(
    sentencesBetween(call([cleo]), call([named({ displayName: 'Ana', nameNumber: 2 })])),
  ).toEqual(['Cleo is now called Ana (2)']);
  expect(
    sentencesBetween(call([]), call([named({ displayName: '\u05e0\u05d5\u05e2\u05d4' })])),
  ).toEqual(['\u2068\u05e0\u05d5\u05e2\u05d4\u2069 joined']);
});
