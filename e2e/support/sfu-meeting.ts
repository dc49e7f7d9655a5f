import { writeFileSync } from 'node:fs';
import { test as base } from './sfu-test';
import { type Client, expect } from './test';
import { describeStreams, expectAllShown, watchShown } from './shown-media';
import { SocketFrames } from './socket-frames';

/** Small windows and slow cameras, because each client decodes every other one, twice in a move. */
const SMALL = { viewport: { width: 720, height: 540 } };
/** A move that was aborted is tried again after 15 s, and then after 30 s. */
const MOVE_MS = 90_000;

interface Fixtures {
  /** A user with a small window and no page open yet, and what passes through its sockets. */
  person: (name: string) => Promise<Person>;
}

export interface Person {
  readonly client: Client;
  readonly frames: SocketFrames;
}

/** A server with an SFU of its own, and people whose media the tests watch. */
export const test = base.extend<Fixtures>({
  person: async ({ client, parley }, use, info) => {
    const before = parley.entries.length;
    const people: Person[] = [];
    await use(async (name) => {
      const created = await client(name, SMALL);
      const person = { client: created, frames: new SocketFrames(created.page) };
      people.push(person);
      await created.signUp();
      return person;
    });
    if (info.status === info.expectedStatus) return;
    const lines = parley.entries.slice(before).map((entry) => JSON.stringify(entry));
    writeFileSync(info.outputPath('server.log'), lines.join('\n'));
    for (const {
      client: { name, page },
      frames,
    } of people) {
      const streams = await page.evaluate(describeStreams).catch(String);
      writeFileSync(info.outputPath(`${name}.txt`), [...frames.steps, streams].join('\n'));
    }
  },
});

/** Opens a new room as this person, who joins it. @returns the link of the room */
export async function openMeeting({ client }: Person): Promise<string> {
  await client.openDashboard();
  const link = await client.newMeeting();
  await client.button('Join now').click();
  await client.expectInCall();
  await watchShown(client);
  return link;
}

export type People = [Person, Person, Person];

/** Ana, Ben and Cem in one meeting. */
export async function meet(person: (name: string) => Promise<Person>): Promise<People> {
  const people: People = [await person('Ana'), await person('Ben'), await person('Cem')];
  const link = await openMeeting(people[0]);
  for (const other of people.slice(1)) await join(other, link);
  return people;
}

/** Opens the lobby, so that joining takes one click. */
export async function openLobby({ client }: Person, link: string): Promise<void> {
  await client.page.goto(link);
  await expect(client.button('Join now')).toBeVisible();
}

export async function join({ client }: Person, link: string): Promise<void> {
  await client.join(link);
  await watchShown(client);
}

/** Joins from the lobby, and waits until the server has acknowledged it. */
export async function joinFromLobby({ client }: Person): Promise<void> {
  await client.button('Join now').click();
  await client.expectInCall();
  await watchShown(client);
}

/** Waits until everybody has one connection, to the SFU, and sees and hears everybody. */
export async function expectOnSfu(people: readonly Person[]): Promise<void> {
  const clients = people.map(({ client }) => client);
  for (const client of clients) await client.expectConnections(1, MOVE_MS);
  await expectAllShown(clients);
}

/** Waits until everybody has a connection to each other one, and sees and hears everybody. */
export async function expectInMesh(people: readonly Person[]): Promise<void> {
  const clients = people.map(({ client }) => client);
  for (const client of clients) await client.expectConnections(people.length - 1, MOVE_MS);
  await expectAllShown(clients);
}
