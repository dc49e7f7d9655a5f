import { expect, test } from 'vitest';
import { isolate } from './isolate';

test('only right-to-left text is isolated', () => {
  expect(isolate('\u05e0\u05d5\u05e2\u05d4')).toBe('\u2068\u05e0\u05d5\u05e2\u05d4\u2069');
  expect(isolate('Ana \u0645\u06cc')).toBe('\u2068Ana \u0645\u06cc\u2069');
  for (const plain of ['Ana Ruiz', '\u674e \u{1f680}', '\u0928\u092e', '']) {
    expect(isolate(plain)).toBe(plain);
  }
});
