import { nameLabel } from '@parley/shared/participants';
import type { CallSnapshot, RemoteSnapshot } from '../../call/session/call-snapshot';
import { isolate } from '../../lib/isolate';

/** What other participants did. */
export interface Changes {
  /** The names of those who came and went. */
  readonly joined: readonly string[];
  readonly left: readonly string[];
  /** Everything else, each in a sentence. */
  readonly sentences: readonly string[];
}

const NONE: Changes = { joined: [], left: [], sentences: [] };

/** The changes between two snapshots of a running call. */
export function changesBetween(before: CallSnapshot, now: CallSnapshot): Changes {
  // The first roster and the roster after a reconnect are visible anyway.
  if (before.remotes === now.remotes || before.phase !== 'live' || now.phase !== 'live') {
    return NONE;
  }
  // Leaving empties the roster, although the other participants did not leave.
  if (before.meeting?.id !== now.meeting?.id) return NONE;
  const old = new Map(before.remotes.map((remote) => [remote.participant.id, remote]));
  const joined: string[] = [];
  const sentences: string[] = [];
  for (const remote of now.remotes) {
    const known = old.get(remote.participant.id);
    old.delete(remote.participant.id);
    const name = nameOf(remote);
    if (known === undefined) joined.push(name);
    else if (nameOf(known) !== name) sentences.push(`${nameOf(known)} is now called ${name}`);
    else if (begins(known, remote, 'hand')) sentences.push(`${name} raised a hand`);
    else if (begins(known, remote, 'screen')) sentences.push(`${name} is sharing a screen`);
    else if (remote.initialConnect === 'timed-out' && known.initialConnect !== 'timed-out') {
      sentences.push(`No connection to ${name} yet. Parley keeps trying.`);
    }
  }
  return { joined, left: [...old.values()].map(nameOf), sentences };
}

const nameOf = ({ participant }: RemoteSnapshot): string => isolate(nameLabel(participant));

function begins(before: RemoteSnapshot, now: RemoteSnapshot, what: 'hand' | 'screen'): boolean {
  return now.participant.media[what] && !before.participant.media[what];
}
