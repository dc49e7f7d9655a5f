import { expect, type Page } from '@playwright/test';
import type { Client } from './client';

/** Creates an encrypted room in the dialog. Returns the link that its button copies. */
export async function makeEncryptedRoom(owner: Client, name: string): Promise<string> {
  await owner.button('New room with a name').click();
  await owner.page.getByRole('textbox', { name: 'Room name' }).fill(name);
  await owner.page.getByRole('switch', { name: 'End-to-end encryption' }).check();
  await owner.button('Create room').click();
  return copyLink(owner, name);
}

export async function copyLink(owner: Client, name: string): Promise<string> {
  await owner.button(`Copy invite link of ${name}`).click();
  await expect(owner.page.getByText(/^Link copied/).last()).toBeVisible();
  return owner.page.evaluate(() => navigator.clipboard.readText());
}

export const keyOf = (link: string): string => /#e2ee=([\w-]{22})$/.exec(link)?.[1] ?? '';

/** The same link with another key. */
export function withOtherKey(link: string): string {
  const key = keyOf(link);
  return link.replace(key, `${key.startsWith('A') ? 'B' : 'A'}${key.slice(1)}`);
}

/** Everything that a page sends from now on: addresses, headers, bodies and frames of sockets. */
export function watchSent(page: Page): string[] {
  const sent: string[] = [];
  page.on('request', (request) => {
    sent.push(request.url(), JSON.stringify(request.headers()), request.postData() ?? '');
  });
  page.on('websocket', (socket) => {
    sent.push(socket.url());
    socket.on('framesent', ({ payload }) => sent.push(payload.toString()));
  });
  return sent;
}
