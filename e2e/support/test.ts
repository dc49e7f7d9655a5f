import { test as base } from '@playwright/test';
import { Person, type PersonOptions } from './person';
import { ParleyServer } from './server';

export { expect } from '@playwright/test';
export { Person } from './person';

interface Fixtures {
  /** Opens a browser of one's own for somebody; checked for cleanliness at the end. */
  person: (name: string, options?: PersonOptions) => Promise<Person>;
  /** The same, registered and on the dashboard. */
  member: (name: string, options?: PersonOptions) => Promise<Person>;
  /** The same without a page yet: for those who come by a link. */
  guest: (name: string, options?: PersonOptions) => Promise<Person>;
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

  person: async ({ browser, parley }, use) => {
    const people: Person[] = [];
    await use(async (name, options) => {
      const person = await Person.open(browser, parley.url, name, options);
      people.push(person);
      return person;
    });
    for (const person of people) await person.expectClean();
    await Promise.all(people.map(({ context }) => context.close()));
  },

  guest: async ({ person }, use) => {
    await use(async (name, options) => {
      const somebody = await person(name, options);
      await somebody.signUp();
      return somebody;
    });
  },

  member: async ({ person }, use) => {
    await use(async (name, options) => {
      const somebody = await person(name, options);
      await somebody.register();
      return somebody;
    });
  },
});
