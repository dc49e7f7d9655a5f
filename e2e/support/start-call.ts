import type { Browser } from '@playwright/test';
import type { DelayRelay } from './delay-relay';
import { Person } from './person';
import { startTimeline } from './timeline';

/**
 * A call of all these people, media flowing: the first, on the dashboard, invites the others, who
 * come by the way to the server that is theirs. Returns its link.
 */
export async function meet(people: readonly Person[]): Promise<string> {
  const [first, ...others] = people;
  if (!first) throw new Error('nobody to call');
  const link = await first.newMeeting();
  await first.button('Join now').click();
  await first.expectInCall();
  for (const other of others) await other.join(new URL(link).pathname);
  for (const person of people) await person.expectMediaFrom(others.length);
  return link;
}

/** The same with the chat open, watched from now on. */
export async function startCall(people: readonly Person[]): Promise<string> {
  const link = await meet(people);
  for (const person of people) {
    await person.button('Chat').click();
    await startTimeline(person.page);
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
): Promise<[ana: Person, ben: Person]> {
  const [ana, ben] = [
    await Person.open(browser, url, 'Ana'),
    await Person.open(browser, url, 'Ben'),
  ];
  for (const person of [ana, ben]) {
    await relay.leadThrough(person.context);
    await person.context.addInitScript(prepare);
    await person.register();
  }
  await startCall([ana, ben]);
  return [ana, ben];
}
