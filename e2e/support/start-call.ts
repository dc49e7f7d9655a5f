import type { Browser } from '@playwright/test';
import type { DelayRelay } from './delay-relay';
import { Client } from './client';
import { startTimeline } from './timeline';

/**
 * A call of all these people, media flowing: the first, on the dashboard, invites the others, who
 * come by the way to the server that is theirs. Returns its link.
 */
export async function meet(clients: readonly Client[]): Promise<string> {
  const [first, ...others] = clients;
  if (!first) throw new Error('nobody to call');
  const link = await first.newMeeting();
  await first.button('Join now').click();
  await first.expectInCall();
  for (const other of others) await other.join(new URL(link).pathname);
  for (const client of clients) await client.expectMediaFrom(others.length);
  return link;
}

/** The same with the chat open, watched from now on. */
export async function startCall(clients: readonly Client[]): Promise<string> {
  const link = await meet(clients);
  for (const client of clients) {
    await client.button('Chat').click();
    await startTimeline(client.page);
  }
  return link;
}

/** Ana and Ben in a call whose media takes the way through `relay`. */
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
    await relay.leadThrough(client.context);
    await client.context.addInitScript(prepare);
    await client.register();
  }
  await startCall([ana, ben]);
  return [ana, ben];
}
