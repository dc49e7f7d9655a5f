import { expect, test } from 'vitest';
import { moveOff } from './move-off';
import { ManualScheduler } from './testing/manual-scheduler';

/** Moves sockets off whose id begins with their group, such as `m1/3`; `-` stands for none. */
function begin(sockets: string[], prepare: (group: string) => Promise<unknown> = async () => {}) {
  const scheduler = new ManualScheduler();
  const closed: { id: string; at: number }[] = [];
  let isDone = false;
  const done = moveOff({
    sockets,
    groupOf: (id) => (id.startsWith('-') ? undefined : id.split('/')[0]),
    prepare,
    close: (id) => void closed.push({ id, at: scheduler.monotonic() }),
    scheduler,
  }).then(() => (isDone = true));
  return { scheduler, closed, done, isDone: () => isDone };
}

const meeting = (name: string, size: number) =>
  Array.from({ length: size }, (_, index) => `${name}/${index}`);

test('a server without sockets need not wait', async () => {
  const { done, closed } = begin([]);
  await done;
  expect(closed).toEqual([]);
});

test('the sockets of one meeting go at once, without a delay if they are the only ones', async () => {
  const { done, closed } = begin(meeting('a', 5));
  await done;
  expect(closed).toHaveLength(5);
});

test('many sockets go in waves within four seconds, each once and each meeting together', async () => {
  const sockets = [
    ...Array.from({ length: 100 }, (_, index) => meeting(`m${index}`, 4)).flat(),
    ...Array.from({ length: 200 }, (_, index) => `-/${index}`),
  ];
  const { scheduler, closed, isDone, done } = begin(sockets);
  await scheduler.advance(3_900);
  expect(isDone()).toBe(false);
  await scheduler.advance(100);
  await done;
  expect(closed.map(({ id }) => id).toSorted()).toEqual(sockets.toSorted());
  for (let index = 0; index < 100; index += 1) {
    const times = closed.filter(({ id }) => id.startsWith(`m${index}/`)).map(({ at }) => at);
    expect(new Set(times).size).toBe(1);
  }
  // 150 sockets a second on average; no tenth of a second has many more.
  for (let from = 0; from < 4_000; from += 100) {
    const wave = closed.filter(({ at }) => at >= from && at < from + 100);
    expect(wave.length).toBeGreaterThan(5);
    expect(wave.length).toBeLessThan(25);
  }
});

test('the time grows with the number of sockets', async () => {
  const { scheduler, closed, done } = begin(Array.from({ length: 11 }, (_, index) => `-/${index}`));
  await scheduler.advance(50);
  expect(closed).toHaveLength(6);
  await scheduler.advance(50);
  await done;
  expect(closed).toHaveLength(11);
});

test('what a meeting must store is stored before its sockets go', async () => {
  let store = () => {};
  const stored = new Promise<void>((resolve) => (store = resolve));
  const prepared: string[] = [];
  const { closed, done } = begin(meeting('a', 2), (group) => {
    prepared.push(group);
    return stored;
  });
  expect([prepared, closed]).toEqual([['a'], []]);
  store();
  await done;
  expect([prepared, closed.length]).toEqual([['a'], 2]);
});
