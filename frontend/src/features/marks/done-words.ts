import type { Mark } from '@parley/shared/marks';
import { formatAgo } from '../../lib/format';
import { isolate } from '../../lib/isolate';
import { serverClock } from '../../lib/server-clock';

const JUST_NOW_MS = 60_000;

/** Who completed an action, and when: `Done: Ana, just now` */
export function doneWords({ at, by }: NonNullable<Mark['done']>, now = serverClock.now()): string {
  const isNow = now - Date.parse(at) < JUST_NOW_MS;
  return `Done: ${isolate(by)}, ${isNow ? 'just now' : formatAgo(at, now)}`;
}
