import type { CallSnapshot } from '../../call/call-snapshot';

/** What happened between two snapshots of a running call, in sentences worth saying. */
export function changesBetween(before: CallSnapshot, now: CallSnapshot): string[] {
  // The first roster is no news, and after a reconnect who is there is seen at once.
  if (before.remotes === now.remotes || before.phase !== 'live' || now.phase !== 'live') return [];
  // Who leaves sees the roster go, which does not mean that the others went.
  if (before.meeting?.id !== now.meeting?.id) return [];
  const old = new Map(before.remotes.map((r) => [r.participant.id, r.participant]));
  const sentences: string[] = [];
  for (const { participant } of now.remotes) {
    const known = old.get(participant.id);
    old.delete(participant.id);
    if (known === undefined) sentences.push(`${participant.displayName} joined`);
    else if (participant.media.hand && !known.media.hand) {
      sentences.push(`${participant.displayName} raised a hand`);
    } else if (participant.media.screen && !known.media.screen) {
      sentences.push(`${participant.displayName} is sharing a screen`);
    }
  }
  for (const gone of old.values()) sentences.push(`${gone.displayName} left`);
  return sentences;
}
