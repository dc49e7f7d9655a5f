import type { HostedSource } from '@parley/shared/host-controls';
import { nameLabel } from '@parley/shared/participants';
import type { HostActed } from '../../call/session/call-hosting';
import { hostActionWords } from '../../lib/host-action-words';
import { isolate } from '../../lib/isolate';

/** Tells the user what a host did to them, or to all, and what they can do. */
export function hostActedWords({ action, canUndo }: HostActed): string {
  const host = isolate(nameLabel(action.actor));
  const speak = canUndo
    ? 'You can turn your microphone on again.'
    : 'You can speak when a host asks you to.';
  switch (action.kind) {
    case 'mute':
      return `${host} muted you. ${speak}`;
    case 'mute_all':
      return `${host} muted everybody. ${speak}`;
    case 'ask_to_unmute':
      return `${host} asks you to turn your microphone on.`;
    case 'stop_camera':
      return `${host} turned your camera off. You can turn it on again.`;
    case 'stop_share':
      return `${host} stopped your shared screen. You can share again.`;
    case 'promote':
      return `${host} made you a co-host. You can now mute and remove people.`;
    case 'demote':
      return `${host} removed you as a co-host.`;
    case 'lock':
      return `${host} locked the meeting. Nobody else can join.`;
    case 'chat_off':
      return `${host} turned the chat off. Only hosts can write now.`;
    case 'share_off':
      return `${host} turned sharing off. Only hosts can share now.`;
    default:
      return `${hostActionWords(action)}.`;
  }
}

const SOURCE_WORDS: Record<HostedSource, string> = {
  microphone: 'Your microphone is off',
  camera: 'Your camera is off',
  screen: 'Your screen is not shared',
};

/** Tells which sources the hosts turned off while the client was away, or do not allow. */
export const stoppedWords = (sources: readonly HostedSource[]): string =>
  `${sources.map((source) => SOURCE_WORDS[source]).join('. ')}: a host of the meeting wanted that.`;
