import type { Guest } from '@parley/shared/guests';
import { expect, test, vi } from 'vitest';
import { ApiClientError } from './api-client-error';
import { GuestIdentity } from './guest-identity';
import type { RequestOptions } from './http';
import type { SessionStart } from './session-user';

function responseFor(displayName: string, serial = 1): SessionStart<Guest> {
  const claims = { iat: 0, exp: 600, serial };
  return {
    user: { id: 'a'.repeat(24), displayName, kind: 'guest' },
    accessToken: `h.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.s`,
  };
}

function createGuest() {
  const requestEnter = vi.fn(async (name: string, _options: RequestOptions) => responseFor(name));
  const requestRefresh = vi.fn(async () => responseFor('Gus', 2));
  const guest = new GuestIdentity({
    requestEnter,
    requestRefresh,
    runAlone: (task) => task(),
    channel: { post: () => undefined, listen: () => undefined },
  });
  return { guest, requestEnter, requestRefresh };
}

test('a browser is no guest before it has a name', async () => {
  const { guest, requestEnter } = createGuest();
  expect(guest.name).toBeNull();
  await expect(guest.session.getFreshAccessToken()).resolves.toBeNull();
  expect(requestEnter).not.toHaveBeenCalled();
});

test('a name starts the session, and the same name sends nothing more', async () => {
  const { guest, requestEnter } = createGuest();
  await guest.enter('Gus');
  await guest.enter('Gus');
  expect(guest.name).toBe('Gus');
  expect(requestEnter).toHaveBeenCalledTimes(1);
});

test('a name that changes during the request is sent after it, with the token as a proof', async () => {
  const { guest, requestEnter } = createGuest();
  const both = [guest.enter('Gu'), guest.enter('Gus')];
  await Promise.all(both);
  expect(guest.name).toBe('Gus');
  expect(requestEnter.mock.calls.map(([name, { accessToken }]) => [name, accessToken])).toEqual([
    ['Gu', undefined],
    ['Gus', responseFor('Gu').accessToken],
  ]);
});

test('a request that fails can be repeated', async () => {
  const { guest, requestEnter } = createGuest();
  requestEnter.mockRejectedValueOnce(new ApiClientError({ code: 'NETWORK', message: '' }));
  await expect(guest.enter('Gus')).rejects.toMatchObject({ code: 'NETWORK' });
  await guest.enter('Gus');
  expect(guest.name).toBe('Gus');
});

test('a guest whom the server no longer accepts can enter again', async () => {
  const { guest, requestRefresh } = createGuest();
  await guest.enter('Gus');
  requestRefresh.mockRejectedValueOnce(
    new ApiClientError({ code: 'SESSION_ENDED', message: '', status: 401 }),
  );
  await guest.session.refresh();
  expect(guest.name).toBeNull();
  await guest.enter('Gus');
  expect(guest.name).toBe('Gus');
});
