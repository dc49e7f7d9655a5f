import type { IncomingMessage } from 'node:http';
import { calendarEndpoints } from '@parley/shared/calendar';
import type { Express, Request, Response } from 'express';
import type { MountEndpoint } from '../platform/http';
import { toAppError } from '../platform/errors';
import type { Logger } from '../platform/logger';
import { addressKey, type Limiter } from '../platform/rate-limit';
import { apiHeaders } from '../platform/security-headers';
import type { CalendarService } from './calendar.service';

/** Mounts turning the own calendar feed on and off. */
export function mountCalendarRoutes(mount: MountEndpoint, calendar: CalendarService): void {
  mount(calendarEndpoints.readCalendarFeed, async (_input, { identity }) => ({
    feed: await calendar.read(identity.userId),
  }));
  mount(calendarEndpoints.createCalendarFeed, (_input, { identity, trace }) =>
    calendar.create(identity, trace),
  );
  mount(calendarEndpoints.removeCalendarFeed, async (_input, { identity, trace }) => {
    await calendar.remove(identity, trace);
    return undefined;
  });
}

export interface CalendarFileOptions {
  readonly calendar: CalendarService;
  /** Counts requests by address. */
  readonly limits: { readonly anonymousRequests: Pick<Limiter, 'consume'> };
  readonly addressOf: (request: IncomingMessage) => string;
  readonly isSecure: (request: IncomingMessage) => boolean;
  /** The address of this server in links; without it, as the request names it. */
  readonly config: { readonly publicUrl: string | undefined };
  readonly logger: Logger;
}

const TOKEN_FILE = /^([\w-]{43})\.ics$/;

/**
 * Mounts the feeds for calendar programs, which know nothing but an address. No line of a log has the
 * address, because it is a secret.
 */
export function mountCalendarFiles(web: Express, options: CalendarFileOptions): void {
  const { calendar, limits, addressOf, isSecure, config, logger } = options;

  async function answer(request: Request, response: Response): Promise<void> {
    limits.anonymousRequests.consume(addressKey(addressOf(request)));
    const token = TOKEN_FILE.exec(String(request.params['file']))?.[1];
    const own = `${isSecure(request) ? 'https' : 'http'}://${request.headers.host ?? 'localhost'}`;
    const origin = config.publicUrl ?? own;
    const file =
      token === undefined || !URL.canParse(origin) ? null : await calendar.open(token, origin);
    if (file === null) return void response.sendStatus(404);
    response.setHeader('Content-Type', 'text/calendar; charset=utf-8');
    response.setHeader('ETag', file.etag);
    response.setHeader('Last-Modified', file.changedAt.toUTCString());
    // A cache asks each time, so that an address that was turned off is off.
    response.setHeader('Cache-Control', 'private, no-cache');
    if (request.fresh) return void response.status(304).end();
    response.end(file.text);
  }

  web.get('/calendar/:file', apiHeaders(), (request, response) => {
    answer(request, response).catch((thrown: unknown) => {
      const error = toAppError(thrown);
      if (error.status >= 500) logger.error({ code: error.code, err: error.cause }, 'no calendar');
      if (error.retryAfter !== undefined) response.setHeader('Retry-After', error.retryAfter);
      response.sendStatus(error.status);
    });
  });
}
