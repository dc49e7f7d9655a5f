import { cleanText, withoutUnseen } from '@parley/shared/text';
import ical from 'ical-generator';

/** A past meeting in the calendar. */
export interface CalendarMeeting {
  readonly id: string;
  /** The title of the meeting, or else the name of its room. */
  readonly title: string;
  readonly startedAt: Date;
  readonly endedAt: Date;
}

/** One line without control characters and direction overrides; the library escapes the rest. */
const oneLine = (text: string): string =>
  withoutUnseen(cleanText(text))
    .replaceAll(/[\s\u0000-\u001f\u007f-\u009f]+/gu, ' ')
    .trim();

/**
 * Writes past meetings as a calendar (RFC 5545). The same meetings give the same text, so that a
 * calendar program need not read them twice.
 * @param origin of this server, for the links to the records
 */
export function writeCalendar(meetings: readonly CalendarMeeting[], origin: string): string {
  const calendar = ical({
    name: 'Parley meetings',
    prodId: { company: 'Parley', product: 'Meetings', language: 'EN' },
    ttl: 3600,
  });
  for (const { id, title, startedAt, endedAt } of meetings) {
    const url = new URL(`/history/${id}`, origin).href;
    calendar.createEvent({
      // It stays the same when the server gets another address.
      id: `${id}@meetings.parley`,
      stamp: endedAt,
      start: startedAt,
      end: endedAt,
      summary: oneLine(title),
      description: `The record of this meeting: ${url}`,
      url,
    });
  }
  return calendar.toString();
}
