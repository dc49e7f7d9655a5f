import { expect, it } from 'vitest';
import { Emitter } from './emitter';

type Events = { counted: number; closed: void };

it('an emitter calls the listeners of an event in the order in which they subscribed', () => {
  const emitter = new Emitter<Events>();
  const calls: string[] = [];
  emitter.on('counted', (count) => calls.push(`first ${count}`));
  emitter.on('counted', (count) => calls.push(`second ${count}`));
  emitter.on('closed', () => calls.push('closed'));
  emitter.emit('counted', 1);
  expect(calls).toEqual(['first 1', 'second 1']);
  emitter.emit('closed');
  expect(calls).toEqual(['first 1', 'second 1', 'closed']);
});

it('an emitter no longer calls a listener that unsubscribed, even when the same function subscribed twice', () => {
  const emitter = new Emitter<Events>();
  const counts: number[] = [];
  const listener = (count: number): void => void counts.push(count);
  const stop = emitter.on('counted', listener);
  emitter.on('counted', listener);
  stop();
  emitter.emit('counted', 7);
  expect(counts).toEqual([7]);
});

it('a listener that is added during an event receives the next one', () => {
  const emitter = new Emitter<Events>();
  const counts: number[] = [];
  emitter.on('counted', (first) => {
    if (first === 1) emitter.on('counted', (count) => counts.push(count));
  });
  emitter.emit('counted', 1);
  expect(counts).toEqual([]);
  emitter.emit('counted', 2);
  expect(counts).toEqual([2]);
});

it('an emitter calls no listener after it was cleared', () => {
  const emitter = new Emitter<Events>();
  const counts: number[] = [];
  emitter.on('counted', (count) => counts.push(count));
  emitter.clear();
  emitter.emit('counted', 3);
  expect(counts).toEqual([]);
});
