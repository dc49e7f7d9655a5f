import { expect, it, vi } from 'vitest';
import { readStored, writeStored } from './browser-storage';

it('readStored reads the entry that writeStored wrote, under a key of this application', () => {
  const items = new Map<string, string>();
  const storage = {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
  };
  writeStored(storage, 'mirror', 'off');

  expect([...items]).toEqual([['parley:mirror', 'off']]);
  expect(readStored(storage, 'mirror')).toBe('off');
  expect(readStored(storage, 'other')).toBeNull();
});

it('readStored and writeStored do not throw if storage is missing or throws', () => {
  const refuse = vi.fn(() => {
    throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
  });
  for (const storage of [undefined, { getItem: refuse, setItem: refuse }]) {
    expect(() => writeStored(storage, 'mirror', 'off')).not.toThrow();
    expect(readStored(storage, 'mirror')).toBeNull();
  }
  expect(refuse).toHaveBeenCalledTimes(2);
});
