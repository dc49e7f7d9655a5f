import { ParleyServer } from './server';
import { TestSfu } from './sfu';
import { test as base } from './test';

export interface SfuWorkerFixtures {
  sfu: TestSfu;
  /** Variables of the server. `MESH_LIMIT` is small, so that few browsers are enough. */
  variables: Record<string, string>;
}

/** A server with an SFU of its own; a third participant makes a meeting move. */
export const test = base.extend<object, SfuWorkerFixtures>({
  variables: [{ MESH_LIMIT: '2' }, { option: true, scope: 'worker' }],
  sfu: [
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const sfu = await TestSfu.start();
      await use(sfu);
      await sfu.stop();
    },
    { scope: 'worker', timeout: 900_000 },
  ],
  parley: [
    async ({ sfu, variables }, use) => {
      const server = await ParleyServer.start({ ...sfu.variables, ...variables });
      await use(server);
      await server.stop();
    },
    { scope: 'worker' },
  ],
});
