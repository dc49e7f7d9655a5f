import { test as base } from 'vitest';
import { createTestApp, type TestAppOptions } from './test-app';

/**
 * Vitest's `test` with a server of the test file's own and two registered users. Each part is made
 * when the first test asks for it, and stays until the file ends.
 *
 * `test.override('appOptions', { env: { … } })` at the top of a file gives the server other options.
 */
export const test = base
  .extend('appOptions', { scope: 'file' }, (): TestAppOptions => ({}))
  .extend('parley', { scope: 'file' }, async ({ appOptions }, { onCleanup }) => {
    const parley = await createTestApp(appOptions);
    onCleanup(() => parley.close());
    return parley;
  })
  .extend('ana', { scope: 'file' }, ({ parley }) => parley.register('Ana'))
  .extend('ben', { scope: 'file' }, ({ parley }) => parley.register('Ben'));
