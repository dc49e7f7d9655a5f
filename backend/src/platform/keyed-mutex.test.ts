import { expect, test } from 'vitest';
import { KeyedMutex } from './keyed-mutex';

test('tasks of one key run one after another, and tasks of different keys in parallel', async () => {
  const mutex = new KeyedMutex();
  const steps: string[] = [];
  let open = (): void => undefined;
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const first = mutex.run('a', async () => {
    steps.push('a1 starts');
    await gate;
    steps.push('a1 ends');
  });
  const second = mutex.run('a', async () => void steps.push('a2'));
  await mutex.run('b', async () => void steps.push('b'));
  open();
  await Promise.all([first, second]);
  expect(steps).toEqual(['a1 starts', 'b', 'a1 ends', 'a2']);
});

test('a failed task rejects for its caller and does not stop the next one', async () => {
  const mutex = new KeyedMutex();
  const failing = mutex.run('a', () => Promise.reject(new Error('no')));
  const next = mutex.run('a', async () => 'done');
  await expect(failing).rejects.toThrow('no');
  await expect(next).resolves.toBe('done');
  await mutex.idle();
});
