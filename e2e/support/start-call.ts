import type { Browser } from '@playwright/test';
import type { DelayRelay } from './delay-relay';
import { Client } from './client';
import { startTimeline } from './timeline';

/**
 * Starts a call of all these clients and waits until they receive each other's media. The first one,
 * on the dashboard, creates the room; each other one joins at its own base URL.
 * @returns the room's link
 */
export async function meet(clients: readonly Client[]): Promise<string> {
  const [first, ...others] = clients;
  if (!first) throw new Error('A call needs clients');
  const link = await first.newMeeting();
  await first.button('Join now').click();
  await first.expectInCall();
  for (const other of others) await other.join(new URL(link).pathname);
  for (const client of clients) await client.expectMediaFrom(others.length);
  return link;
}

/** Like `meet`, and then opens the chat and starts the timeline of every client. */
export async function startCall(clients: readonly Client[]): Promise<string> {
  const link = await meet(clients);
  for (const client of clients) {
    await client.button('Chat').click();
    await startTimeline(client.page);
  }
  return link;
}

/** Starts a call of Ana and Ben whose media passes through `relay`. */
export async function startCallThrough(
  relay: DelayRelay,
  browser: Browser,
  url: string,
  /** Runs in each page before its scripts. */
  prepare: () => void = () => undefined,
): Promise<[ana: Client, ben: Client]> {
  const [ana, ben] = [
    await Client.open(browser, url, 'Ana'),
    await Client.open(browser, url, 'Ben'),
  ];
  for (const client of [ana, ben]) {
    await relay.routeContext(client.context);
    await client.context.addInitScript(prepare);
    await client.register();
  }
  await startCall([ana, ben]);
  return [ana, ben];
}
