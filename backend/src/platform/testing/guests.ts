import type { GuestSession } from '@parley/shared/guests';
import { cookieOf, type TestApp } from './test-app';

export interface TestGuest extends GuestSession {
  cookie: string;
  bearer: [name: string, value: string];
}

/** A request of a visitor who gives this name. */
export const enterAs = ({ api }: Pick<TestApp, 'api'>, code: string, displayName: string) =>
  api.post(`/api/rooms/${code}/guests`).send({ displayName });

/** Makes a guest of a room; with the cookie of an earlier guest, renames that one. */
export async function becomeGuest(
  app: Pick<TestApp, 'api'>,
  code: string,
  displayName: string,
  cookie?: string,
): Promise<TestGuest> {
  const request = enterAs(app, code, displayName);
  if (cookie !== undefined) request.set('Cookie', cookie);
  const response = await request.expect(201);
  const body = response.body as GuestSession;
  return {
    ...body,
    cookie: cookieOf(response),
    bearer: ['Authorization', `Bearer ${body.accessToken}`],
  };
}
