import { serverClock } from '../../lib/server-clock';

/** How long a person has waited, in words that need no update each second. */
export function waitingSince(since: string, now = serverClock.now()): string {
  const minutes = Math.floor((now - Date.parse(since)) / 60_000);
  if (minutes < 1) return 'just now';
  return minutes === 1 ? 'for 1 minute' : `for ${minutes} minutes`;
}
