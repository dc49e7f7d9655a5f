import { expect, it } from 'vitest';
import { completeSwap, startSwap, swapTo } from './media-swap';

const stream = (name: string) => ({ name }) as unknown as MediaStream;
const [first, second, third] = [stream('first'), stream('second'), stream('third')];

it('a media swap keeps the current element until the next one is ready', () => {
  const swap = swapTo(startSwap(first), second);
  expect(swap.current).toEqual({ id: 0, stream: first });
  expect(swap.next).toEqual({ id: 1, stream: second });
  expect(completeSwap(swap, 1)).toEqual({ current: { id: 1, stream: second }, next: null });
});

it('a media swap is unchanged for a stream that it plays already', () => {
  const swap = startSwap(first);
  expect(swapTo(swap, first)).toBe(swap);
  const swapping = swapTo(swap, second);
  expect(swapTo(swapping, second)).toBe(swapping);
});

it('a media swap replaces a next element that was never ready', () => {
  const swap = swapTo(swapTo(startSwap(first), second), third);
  expect(swap.current.stream).toBe(first);
  expect(swap.next).toEqual({ id: 2, stream: third });
  expect(completeSwap(swap, 1)).toBe(swap);
  expect(completeSwap(swap, 2).current.stream).toBe(third);
});

it('a media swap drops the next element if the first stream returns', () => {
  const swap = swapTo(startSwap(first), second);
  expect(swapTo(swap, first)).toEqual(startSwap(first));
});

it('a media swap moves the stream to the current element if that has to stay', () => {
  const swap = swapTo(startSwap(first), second);
  expect(completeSwap(swap, 1, true)).toEqual({ current: { id: 0, stream: second }, next: null });
});
