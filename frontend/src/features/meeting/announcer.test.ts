import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Announcer } from './announcer';
import type { Changes } from './changes-between';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp() {
  const said: string[] = [];
  const announcer = new Announcer((sentence) => said.push(sentence));
  const announce = (changes: Partial<Changes>, count: number) =>
    announcer.announce({ joined: [], left: [], sentences: [], ...changes }, count);
  return { said, announcer, announce };
}
const list = (...names: string[]) =>
  new Intl.ListFormat(undefined, { type: 'conjunction' }).format(names);

test('a small meeting announces each join and leave at once', () => {
  const { said, announce } = setUp();
  announce({ joined: ['Ana'] }, 1);
  announce({ left: ['Ana'] }, 0);
  expect(said).toEqual(['Ana joined', 'Ana left']);
});

test('a large meeting announces several joins in one sentence', () => {
  const { said, announce } = setUp();
  for (const name of ['Ana', 'Ben', 'Cem', 'Dan', 'Eva']) announce({ joined: [name] }, 20);
  announce({ left: ['Fay'] }, 20);
  expect(said).toEqual([]);
  vi.advanceTimersByTime(3_000);
  expect(said).toEqual([`${list('Ana', 'Ben', '3 others')} joined`, 'Fay left']);
  announce({ joined: ['Gus', 'Hal', 'Ida'] }, 23);
  vi.advanceTimersByTime(3_000);
  expect(said.at(-1)).toBe(`${list('Gus', 'Hal', 'Ida')} joined`);
});

test('joins that never stop are announced every three seconds', () => {
  const { said, announce } = setUp();
  for (let second = 0; second < 9; second += 1) {
    announce({ joined: [`P${second}`] }, 20 + second);
    vi.advanceTimersByTime(1_000);
  }
  expect(said).toHaveLength(3);
});

test('someone who comes and goes within these seconds is not announced', () => {
  const { said, announce } = setUp();
  announce({ joined: ['Ana'] }, 20);
  announce({ left: ['Ana'] }, 19);
  vi.advanceTimersByTime(3_000);
  expect(said).toEqual([]);
});

test('a raised hand is announced at once, also in a large meeting', () => {
  const { said, announce } = setUp();
  announce({ sentences: ['Ana raised a hand'] }, 40);
  expect(said).toEqual(['Ana raised a hand']);
});

test('what was collected is announced when the meeting has become small, and never after its end', () => {
  const { said, announcer, announce } = setUp();
  announce({ left: ['Ana'] }, 10);
  announce({ left: ['Ben'] }, 9);
  expect(said).toEqual([`${list('Ana', 'Ben')} left`]);
  announce({ left: ['Cem'] }, 12);
  announcer.close();
  vi.advanceTimersByTime(10_000);
  expect(said).toHaveLength(1);
});
