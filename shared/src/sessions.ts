import { z } from 'zod';
import { defineEndpoints } from './endpoint';

/** A session of the user, as the settings page lists it. */
export const sessionSchema = z.strictObject({
  id: z.string(),
  /** Browser and system, such as "Firefox on Linux". */
  device: z.string(),
  /** When the user signed in. */
  startedAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime(),
  /** Whether the request came from this session. */
  current: z.boolean(),
});
export type SessionItem = z.infer<typeof sessionSchema>;

export const sessionEndpoints = defineEndpoints({
  listSessions: {
    method: 'GET',
    path: '/users/me/sessions',
    access: 'account',
    summary: 'List your sessions, the newest first. There are at most twenty.',
    response: z.strictObject({ sessions: z.array(sessionSchema) }),
    status: 200,
  },
  endSession: {
    method: 'DELETE',
    path: '/users/me/sessions/:id',
    access: 'account',
    summary: 'End one of your sessions with its tokens and sockets.',
    params: z.object({ id: z.string().regex(/^[\w-]{1,64}$/) }),
    status: 204,
  },
  endOtherSessions: {
    method: 'DELETE',
    path: '/users/me/sessions',
    access: 'account',
    summary: 'End all your sessions except this one.',
    status: 204,
  },
});
