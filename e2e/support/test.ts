import { expect, test as base } from '@playwright/test';
import { Client, type ClientOptions } from './client';
import { takeReports } from './policy-reports';
import { ParleyServer } from './server';

export { expect } from '@playwright/test';
export { Client } from './client';

interface Fixtures {
  /** Opens a signed-out client in a profile of its own; the fixture checks `expectClean` at the end. */
  client: (name: string, options?: ClientOptions) => Promise<Client>;
  /** A client whose user is registered and on the dashboard. */
  onDashboard: (name: string, options?: ClientOptions) => Promise<Client>;
  /** A client whose user is registered and has no page open yet, for joining by link. */
  user: (name: string, options?: ClientOptions) => Promise<Client>;
  /** Fails each test in which the content security policy blocked something, in whichever page. */
  policy: void;
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

  policy: [
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      takeReports();
      await use();
      expect(takeReports()).toEqual([]);
    },
    { auto: true },
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
      const created = await client(name, options);
      await created.signUp();
      return created;
    });
  },

  onDashboard: async ({ client }, use) => {
    await use(async (name, options) => {
      const created = await client(name, options);
      await created.register();
      return created;
    });
  },
});
