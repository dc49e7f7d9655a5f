import { z } from 'zod';
import { defineEndpoints } from './endpoint';
import { instantSchema } from './text';

/** How many meetings a calendar feed has: the latest ones. */
export const MAX_FEED_MEETINGS = 500;

/** The calendar feed of an account, without its secret address, which the server does not store. */
export const calendarFeedSchema = z.strictObject({
  createdAt: instantSchema,
  /** When a calendar last asked for it, exact to a minute; null if none has. */
  lastReadAt: instantSchema.nullable(),
});
export type CalendarFeed = z.infer<typeof calendarFeedSchema>;

export const calendarEndpoints = defineEndpoints({
  readCalendarFeed: {
    method: 'GET',
    path: '/users/me/calendar',
    access: 'account',
    summary: 'Read whether your calendar feed is on, and when it was last used.',
    response: z.strictObject({ feed: calendarFeedSchema.nullable() }),
    status: 200,
  },
  createCalendarFeed: {
    method: 'POST',
    path: '/users/me/calendar',
    access: 'account',
    summary:
      'Turn your calendar feed on, or give it a new secret address; the old one stops working at once. Only this answer contains the address.',
    response: z.strictObject({
      feed: calendarFeedSchema,
      /** Of the feed at this server: `/calendar/TOKEN.ics`. */
      path: z.string(),
    }),
    status: 201,
    errors: ['STEP_UP_REQUIRED'],
  },
  removeCalendarFeed: {
    method: 'DELETE',
    path: '/users/me/calendar',
    access: 'account',
    summary: 'Turn your calendar feed off. Its address stops working at once.',
    status: 204,
  },
});
