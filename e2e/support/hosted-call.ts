import { expect } from '@playwright/test';
import type { Client } from './client';

/** Without a camera, so that a busy machine encodes no video. */
export const AUDIO = { permissions: ['microphone', 'clipboard-read', 'clipboard-write'] };

/** All clients join the room of the first one, who is on the dashboard. */
export async function gather([host, ...others]: readonly [Client, ...Client[]]): Promise<string> {
  const link = await host.newMeeting();
  await host.button('Join now').click();
  await host.expectInCall();
  for (const other of others) await other.join(new URL(link).pathname);
  for (const other of others) await expect(host.videoOf(other)).toBeVisible();
  return link;
}

/** Chooses an item of the menu about a participant, in the open panel 'People'. */
export async function chooseAbout(host: Client, person: Client, item: string): Promise<void> {
  await host.button(`More about ${person.name}`).click();
  await host.page.getByRole('menuitem', { name: item, exact: true }).click();
}
