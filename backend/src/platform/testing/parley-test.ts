import { test as base } from 'vitest';
import { createTestApp, type TestAppOptions } from './test-app';

/**
 * Vitest's `test` with a server of the test file's own and two registered users. Each part is made
 * when the first test asks for it, and stays until the file ends.
 *
 * A file that needs other options calls this function. It must not override a fixture of the shared
 * `test`, because files of one worker share modules.
 */
export const parleyTest = (options: TestAppOptions = {}) =>
  base
    // oxlint-disable-next-line no-empty-pattern
    .extend('parley', { scope: 'file' }, async ({}, { onCleanup }) => {
      const parley = await createTestApp(options);
      onCleanup(() => parley.close());
      return parley;
    })
    .extend('ana', { scope: 'file' }, ({ parley }) => parley.register('Ana'))
    .extend('ben', { scope: 'file' }, ({ parley }) => parley.register('Ben'));

/** {@link parleyTest} with the default options. */
export const test = parleyTest();
