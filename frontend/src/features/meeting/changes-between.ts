import { nameLabel } from '@parley/shared/participants';
import type { CallSnapshot, RemoteSnapshot } from '../../call/session/call-snapshot';
import { isolate } from '../../lib/isolate';

/** Announces the changes between two snapshots of a running call, each in a sentence. */
export function changesBetween(before: CallSnapshot, now: CallSnapshot): string[] {
  // The first roster and the roster after a reconnect are visible anyway.
  if (before.remotes === now.remotes || before.phase !== 'live' || now.phase !== 'live') return [];
  // Leaving empties the roster, although the other participants did not leave.
  if (before.meeting?.id !== now.meeting?.id) return [];
  const old = new Map(before.remotes.map((remote) => [remote.participant.id, remote]));
  const sentences: string[] = [];
  for (const remote of now.remotes) {
    const known = old.get(remote.participant.id);
    old.delete(remote.participant.id);
    const name = nameOf(remote);
    if (known === undefined) sentences.push(`${name} joined`);
    else if (nameOf(known) !== name) sentences.push(`${nameOf(known)} is now called ${name}`);
    else if (begins(known, remote, 'hand')) sentences.push(`${name} raised a hand`);
    else if (begins(known, remote, 'screen')) sentences.push(`${name} is sharing a screen`);
    else if (remote.initialConnect === 'timed-out' && known.initialConnect !== 'timed-out') {
      sentences.push(`No connection to ${name} yet. Parley keeps trying.`);
    }
  }
  for (const remote of old.values()) sentences.push(`${nameOf(remote)} left`);
  return sentences;
}

const nameOf = ({ participant }: RemoteSnapshot): string => isolate(nameLabel(participant));

function begins(before: RemoteSnapshot, now: RemoteSnapshot, what: 'hand' | 'screen'): boolean {
  return now.participant.media[what] && !before.participant.media[what];
}
