import { test as base } from '@playwright/test';
import { Client, type ClientOptions } from './client';
import { ParleyServer } from './server';

export { expect } from '@playwright/test';
export { Client } from './client';

interface Fixtures {
  /** Opens a browser of one's own for somebody; checked for cleanliness at the end. */
  client: (name: string, options?: ClientOptions) => Promise<Client>;
  /** The same, registered and on the dashboard. */
  onDashboard: (name: string, options?: ClientOptions) => Promise<Client>;
  /** The same without a page yet: for those who come by a link. */
  user: (name: string, options?: ClientOptions) => Promise<Client>;
}

interface WorkerFixtures {
  parley: ParleyServer;
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  parley: [
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const server = await ParleyServer.start();
      await use(server);
      await server.stop();
    },
    { scope: 'worker' },
  ],

  client: async ({ browser, parley }, use) => {
    const clients: Client[] = [];
    await use(async (name, options) => {
      const client = await Client.open(browser, parley.url, name, options);
      clients.push(client);
      return client;
    });
    for (const client of clients) await client.expectClean();
    await Promise.all(clients.map(({ context }) => context.close()));
  },

  user: async ({ client }, use) => {
    await use(async (name, options) => {
      const somebody = await client(name, options);
      await somebody.signUp();
      return somebody;
    });
  },

  onDashboard: async ({ client }, use) => {
    await use(async (name, options) => {
      const somebody = await client(name, options);
      await somebody.register();
      return somebody;
    });
  },
});
